// What a person does in the window, by keys and pointer, and how it is seen that it is done.

import { dataset } from './ground.mjs'

/** @typedef {import('./devtools.mjs').Page} Page */

/** A cell of a grid with something in it. */
export const cell = '.ag-row [role=gridcell]'
const front = '[role=tabpanel][data-active]'
/** How long the window may take for one step, in milliseconds. */
const patience = 90_000

/** Ten million rows of twelve columns, made by the engine itself. */
export const tenMillionRows = `SELECT range AS id, range * 7919 % 10000000 AS mixed, range % 10 AS digit,
  range % 97 AS rest, range % 2 = 0 AS even, range % 3 = 0 AS third, range % 256 AS byte, range // 1000 AS thousand,
  range % 7 AS weekday, range % 24 AS hour, range % 60 AS minute, 'group ' || range % 5 AS grouping
FROM range(10000000)`

/** Counts for about an hour. */
export const endless =
  'SELECT count(*) FROM range(1000000000) a, range(1000000000) b WHERE (a.range + b.range) % 7 = 3'

/**
 * Waits until an expression in the page is true.
 *
 * @param {Page} page
 * @param {string} condition
 * @returns {Promise<void>}
 */
export const until = (page, condition) =>
  page.evaluate(`new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(${JSON.stringify(`Not within 90 s: ${condition}`)})), ${patience})
    const look = () => {
      if (!(${condition})) return void setTimeout(look, 20)
      clearTimeout(late)
      resolve()
    }
    look()
  })`)

/** Clicks what `find` finds, as soon as it is there. @param {Page} page @param {string} find */
async function click(page, find) {
  await until(page, `${find} != null`)
  await page.evaluate(`void ${find}.click()`)
}

/** @param {Page} page */
export async function openDataset(page) {
  await click(
    page,
    `[...document.querySelectorAll('nav button')].find((one) => one.textContent.includes('${dataset}'))`,
  )
  await until(page, `document.querySelector('${front} ${cell}') !== null`)
}

/** A new tab with some SQL, run by the keyboard. @param {Page} page @param {string} sql */
export async function runQuery(page, sql) {
  const before = await page.evaluate(`document.querySelectorAll('[role=tab][id^=tab-]').length`)
  await click(page, `document.querySelector('[aria-label="New query"]')`)
  await until(page, `document.querySelectorAll('[role=tab][id^=tab-]').length > ${before}`)
  await until(page, `document.querySelector('${front} .cm-content') !== null`)
  await page.evaluate(`document.querySelector('${front} .cm-content').focus()`)
  await page.send('Input.insertText', { text: sql })
  await key(page, 'Escape', 27)
  await key(page, 'Enter', 13, ctrl)
}

/** Waits until the result in front has counted ten million rows. @param {Page} page */
export const untilCounted = (page) =>
  until(page, `document.querySelector('${front}').innerText.includes('10,000,000 rows')`)

const ctrl = 2

/** @param {Page} page @param {string} name @param {number} code @param {number} [modifiers] */
async function key(page, name, code, modifiers = 0) {
  const event = { key: name, code: name, windowsVirtualKeyCode: code, modifiers }
  await page.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', ...event })
  await page.send('Input.dispatchKeyEvent', { type: 'keyUp', ...event })
}

/** How long something is done while frames are watched, in milliseconds. */
const actTime = 3000

/**
 * Does something again and again, with a pause in milliseconds, for as long as frames are watched.
 *
 * @param {number} ms
 * @param {(turn: number) => Promise<unknown>} act
 */
async function repeatedly(ms, act) {
  const end = performance.now() + actTime
  for (let turn = 0; performance.now() < end; turn += 1) {
    await act(turn)
    await pause(ms)
  }
}

/** Types, as fast as people do at their best. @param {Page} page @param {string} text */
export const type = (page, text) =>
  repeatedly(60, (turn) =>
    page.send('Input.dispatchKeyEvent', { type: 'char', text: text[turn % text.length] }),
  )

/**
 * Turns the wheel over the middle of what a selector finds.
 *
 * @param {Page} page
 * @param {string} selector
 */
export async function scroll(page, selector) {
  const { x, y } = await page.evaluate(`(() => {
    const { left, top, width, height } = document.querySelector(${JSON.stringify(selector)}).getBoundingClientRect()
    return { x: left + width / 2, y: top + height / 2 }
  })()`)
  await repeatedly(30, () =>
    page.send('Input.dispatchMouseEvent', { type: 'mouseWheel', x, y, deltaX: 0, deltaY: 700 }),
  )
}

/** Brings two tabs to the front in turn. @param {Page} page @param {string} [tabs] finds them */
export const switchTabs = (page, tabs = '[role=tab][id^=tab-]') =>
  repeatedly(120, (turn) => page.evaluate(`document.querySelectorAll('${tabs}')[${turn % 2}].click()`))

/** @param {number} ms */
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms))
