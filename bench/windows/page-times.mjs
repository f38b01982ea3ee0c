/**
 * When a page was asked for, when it was first painted with something on it, and when it first showed what is
 * looked for, in milliseconds since 1970.
 *
 * @param {import('./devtools.mjs').Page} page
 * @param {string} [selector] what is looked for
 * @returns {Promise<{ followed: number, painted: number, shown: number }>}
 */
export const timesOf = (page, selector = 'body') =>
  page.evaluate(`new Promise((resolve) => {
    let shown
    const look = () => {
      if (shown === undefined && document.querySelector(${JSON.stringify(selector)})) shown = performance.now()
      const [paint] = performance.getEntriesByName('first-contentful-paint')
      if (paint === undefined || shown === undefined) return void requestAnimationFrame(look)
      const { timeOrigin } = performance
      resolve({ followed: timeOrigin, painted: timeOrigin + paint.startTime, shown: timeOrigin + shown })
    }
    look()
  })`)
