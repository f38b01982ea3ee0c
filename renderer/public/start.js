// Runs before everything else of the window, and stays when nothing else of it runs: it gives the ground the
// chosen theme before anything is painted, and says why the window does not come.

;(() => {
  const chosen = () => {
    try {
      return JSON.parse(localStorage.getItem('firn:preferences') ?? '{}').state?.theme
    } catch {
      // The window itself reads them again, and goes on without.
      return undefined
    }
  }
  const theme = chosen()
  const isDark = theme === 'dark' || (theme !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches)
  document.documentElement.dataset.theme = isDark ? 'dark' : 'light'

  /** @param {string} reason */
  const tell = (reason) => {
    // The window takes the place of these words as soon as it is drawn.
    const start = document.getElementById('start')
    if (start === null || start.dataset.failed !== undefined) return
    start.dataset.failed = ''
    const words = document.getElementById('start-reason')
    if (words !== null) words.textContent = reason
  }
  addEventListener(
    'error',
    (event) => {
      const { target } = event
      if (target instanceof HTMLScriptElement)
        tell(`A file of the window is missing or damaged: ${target.src.split('/').pop()}.`)
      // Without a picture or a style the window still comes.
      else if (target instanceof Element) return
      else tell(`An error stopped it: ${event.message}.`)
    },
    true,
  )
  addEventListener('unhandledrejection', ({ reason }) => tell(`An error stopped it: ${reason}.`))
  addEventListener('click', ({ target }) => {
    if (target instanceof Element && target.id === 'start-again') location.reload()
  })
})()
