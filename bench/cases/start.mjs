// From the start of the program to its first paint and its first rows, beside an empty window and an empty page.

import { cell, openDataset } from '../windows/acts.mjs'
import { freePort } from '../windows/devtools.mjs'
import { timesOf } from '../windows/page-times.mjs'
import { median } from '../timing.mjs'

/** Starts are short and the machine is not quiet: medians of so many. */
const runs = 3

/** @type {import('../context.ts').WindowCase} */
export const startCase = async ({ ground }) => [
  ...(ground.hasElectron ? await ofDesktop(ground) : []),
  ...(await ofServed(ground)),
]

/** @param {import('../windows/ground.mjs').Ground} ground */
async function ofDesktop(ground) {
  // A window comes back with its tabs: the rows of the one in front are what a person waits for.
  await closing(await ground.desktop(), ({ page }) => openDataset(page))
  /** @type {{ painted: number, shown: number, empty: number }[]} */
  const times = []
  for (let run = 0; run < runs; run += 1) {
    const empty = await closing(await ground.emptyDesktop(), async (window) =>
      since(window, (await timesOf(window.page)).painted),
    )
    const firn = await closing(await ground.desktop(), async (window) => {
      const { painted, shown } = await timesOf(window.page, cell)
      return { painted: since(window, painted), shown: since(window, shown) }
    })
    times.push({ ...firn, empty })
  }
  const peer = `empty window of Electron ${ground.electron}, painted`
  const peerMs = middle(times, 'empty')
  return [
    { what: 'desktop: process start to first paint', firn: middle(times, 'painted'), peer, peerMs },
    { what: 'desktop: process start to first rows of a dataset', firn: middle(times, 'shown'), peer, peerMs },
  ]
}

/** @param {import('../windows/ground.mjs').Ground} ground */
async function ofServed(ground) {
  const port = await freePort()
  const browser = await ground.browser()
  /** @type {{ ready: number, painted: number, shown: number, emptyReady: number, emptyPainted: number }[]} */
  const times = []
  try {
    for (let run = 0; run <= runs; run += 1) {
      const emptyServer = await ground.emptyServed()
      const emptyPainted = await closing(emptyServer, async ({ link }) => await pageTimes(browser, link))
      const server = await ground.served(port)
      const firn = await closing(server, async ({ link }) => {
        const isFirst = run === 0
        return await pageTimes(browser, link, isFirst ? 'nav' : cell, isFirst ? openDataset : undefined)
      })
      // The first visit leaves a tab behind, and is not counted.
      if (run > 0)
        times.push({
          ready: server.readyAt - server.startedAt,
          ...firn,
          emptyReady: emptyServer.readyAt - emptyServer.startedAt,
          emptyPainted: emptyPainted.painted,
        })
    }
  } finally {
    await browser.end()
  }
  const emptyReady = middle(times, 'emptyReady')
  const emptyPainted = middle(times, 'emptyPainted')
  const both = times.map(({ ready, painted }) => ready + painted)
  return [
    {
      what: 'served: process start to ready',
      firn: middle(times, 'ready'),
      peer: 'a server of one page in Node',
      peerMs: emptyReady,
    },
    {
      what: 'served: link followed to first paint',
      firn: middle(times, 'painted'),
      peer: 'its page',
      peerMs: emptyPainted,
    },
    {
      what: 'served: the two together',
      firn: median(both),
      peer: 'the two together',
      peerMs: emptyReady + emptyPainted,
    },
    {
      what: 'served: link followed to first rows of a dataset',
      firn: middle(times, 'shown'),
      peer: 'its page, painted',
      peerMs: emptyPainted,
    },
  ]
}

/**
 * Follows a link in a new page; milliseconds from then on.
 *
 * @param {Awaited<ReturnType<import('../windows/ground.mjs').Ground['browser']>>} browser
 * @param {string} link
 * @param {string} [selector]
 * @param {(page: import('../windows/devtools.mjs').Page) => Promise<unknown>} [then]
 */
async function pageTimes(browser, link, selector, then) {
  const page = await browser.open(link, new URL('/', link).href)
  const { painted, shown, followed } = await timesOf(page, selector)
  await then?.(page)
  await page.close()
  return { painted: painted - followed, shown: shown - followed }
}

/**
 * @template {{ end(): Promise<void> }} Program
 * @template Result
 * @param {Program} program
 * @param {(program: Program) => Promise<Result>} action
 */
async function closing(program, action) {
  try {
    return await action(program)
  } finally {
    await program.end()
  }
}

/** @param {{ startedAt: number }} program @param {number} moment */
const since = ({ startedAt }, moment) => moment - startedAt

/**
 * @template {string} Name
 * @param {readonly Readonly<Record<Name, number>>[]} times
 * @param {Name} name
 */
const middle = (times, name) => median(times.map((each) => each[name]))
