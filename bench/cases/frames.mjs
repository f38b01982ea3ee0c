// Frames while a person types, scrolls and changes tabs, with and without a heavy query running, beside the same
// in a page with nothing behind it.

import { freePort } from '../windows/devtools.mjs'
import {
  endless,
  openDataset,
  runQuery,
  scroll,
  switchTabs,
  tenMillionRows,
  type,
  untilCounted,
  until,
} from '../windows/acts.mjs'
import { framesWhile } from '../windows/frames.mjs'

const typed = '\n-- rows of the last week, by host and hour\nSELECT count'

/** @typedef {import('../windows/devtools.mjs').Page} Page */
/** @typedef {import('../windows/frames.mjs').Frames} Frames */

/** @type {import('../context.ts').WindowCase} */
export const framesCase = async ({ ground }) => {
  const port = await freePort()
  const server = await ground.served(port)
  const browser = await ground.browser()
  try {
    const empty = await browser.open(ground.pageForActs)
    const nothing = await measured(empty, {
      typing: async () => {
        await empty.evaluate(`document.querySelector('textarea').focus()`)
        await type(empty, typed)
      },
      scrolling: () => scroll(empty, '#rows'),
      'changing tabs': () => switchTabs(empty, 'button'),
    })
    await empty.close()

    const page = await browser.open(server.link, new URL('/', server.link).href)
    await openDataset(page)
    await runQuery(page, tenMillionRows)
    await untilCounted(page)
    const acts = {
      typing: async () => {
        await page.evaluate(`document.querySelector('[role=tabpanel][data-active] .cm-content').focus()`)
        await type(page, typed)
      },
      scrolling: () => scroll(page, '[role=tabpanel][data-active] [role=grid]'),
      'changing tabs': () => switchTabs(page),
    }
    const quiet = await measured(page, acts)
    await runQuery(page, endless)
    await until(page, `document.body.innerText.includes('running for')`)
    await page.evaluate(`document.querySelectorAll('[role=tab][id^=tab-]')[1].click()`)
    const busy = await measured(page, acts)
    await page.close()
    return Object.keys(acts).flatMap((act) => rowsOf(act, nothing[act], quiet[act], busy[act]))
  } finally {
    await browser.end()
    await server.end()
  }
}

/**
 * @param {Page} page
 * @param {Readonly<Record<string, () => Promise<void>>>} acts
 * @returns {Promise<Record<string, Frames>>}
 */
async function measured(page, acts) {
  /** @type {Record<string, Frames>} */
  const frames = {}
  for (const [name, act] of Object.entries(acts)) frames[name] = await framesWhile(page, act)
  return frames
}

/**
 * @param {string} act
 * @param {Frames | undefined} nothing
 * @param {Frames | undefined} quiet
 * @param {Frames | undefined} busy
 * @returns {import('../context.ts').Measured[]}
 */
function rowsOf(act, nothing, quiet, busy) {
  if (nothing === undefined || quiet === undefined || busy === undefined) return []
  return [
    {
      what: `${act}: worst frame while a query runs (${words(busy)})`,
      firn: busy.worst,
      peer: `no query (${words(quiet)})`,
      peerMs: quiet.worst,
    },
    {
      what: `${act}: worst frame, no query (${words(quiet)})`,
      firn: quiet.worst,
      peer: `a page with nothing behind it (${words(nothing)})`,
      peerMs: nothing.worst,
    },
    {
      what: `${act}: longest task while a query runs, processor time`,
      firn: busy.longestTask,
      peer: 'a page with nothing behind it',
      peerMs: nothing.longestTask,
    },
  ]
}

/** @param {Frames} frames */
const words = ({ all, over50, late }) => `${over50} of ${all} over 50 ms, ${late} late`
