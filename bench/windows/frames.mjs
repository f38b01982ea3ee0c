// How long the frames of a page take while something is done in it.

/**
 * @typedef {object} Frames
 * @property {number} worst longest time between two frames, in milliseconds
 * @property {number} all how many there were
 * @property {number} over50 how many took more than 50 ms
 * @property {number} late how many took more than the 16.7 ms of a screen with 60 frames a second
 * @property {number} longestTask most processor time that the page took at a stretch, in milliseconds
 */

/**
 * Does something and tells of the frames meanwhile. Times between frames are as a person sees them, and suffer
 * from whatever else the machine does; a task's processor time does not.
 *
 * @param {import('./devtools.mjs').Page} page
 * @param {() => Promise<void>} act
 * @returns {Promise<Frames>}
 */
export async function framesWhile(page, act) {
  const longestTask = await startTracing(page)
  await page.evaluate(`void (window.frameWatch = (() => {
    const gaps = []
    let last, handle
    const next = (at) => {
      if (last !== undefined) gaps.push(at - last)
      last = at
      handle = requestAnimationFrame(next)
    }
    handle = requestAnimationFrame(next)
    return { end: () => (cancelAnimationFrame(handle), gaps) }
  })())`)
  await act()
  /** @type {number[]} */
  const gaps = await page.evaluate('window.frameWatch.end()')
  return {
    worst: Math.max(...gaps),
    all: gaps.length,
    over50: gaps.filter((gap) => gap > 50).length,
    // The clock of frames is not exact.
    late: gaps.filter((gap) => gap > 18).length,
    longestTask: await longestTask(),
  }
}

/**
 * Traces the page's main thread; the function that it answers ends that and tells the longest task.
 *
 * @param {import('./devtools.mjs').Page} page
 * @returns {Promise<() => Promise<number>>}
 */
async function startTracing(page) {
  /** @type {{ name: string, pid: number, tid: number, tdur?: number, args: any }[]} */
  const events = []
  const stop = page.on('Tracing.dataCollected', ({ value }) => events.push(...value))
  const complete = new Promise((resolve) => page.on('Tracing.tracingComplete', resolve))
  await page.send('Tracing.start', {
    traceConfig: { includedCategories: ['disabled-by-default-devtools.timeline', '__metadata'] },
    transferMode: 'ReportEvents',
  })
  return async () => {
    await page.send('Tracing.end')
    await complete
    stop()
    const main = events.filter(({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain')
    const ofMain = events.filter(
      ({ name, pid, tid }) => name === 'RunTask' && main.some((one) => one.pid === pid && one.tid === tid),
    )
    return Math.max(0, ...ofMain.map(({ tdur = 0 }) => tdur / 1000))
  }
}
