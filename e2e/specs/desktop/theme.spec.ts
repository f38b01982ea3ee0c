import { openDesktop } from '../../harness/desktop.ts'
import { expect, test } from '../../harness/test.ts'
import { Shell } from '../../pages/shell.ts'
import type { App } from '../../harness/app.ts'

const shownTheme = (app: App) =>
  app.electron?.evaluate(({ nativeTheme, BrowserWindow }) => ({
    source: nativeTheme.themeSource,
    ground: BrowserWindow.getAllWindows()[0]?.getBackgroundColor().toLowerCase(),
  }))

test('the theme of the window is that of the system around it, from the first moment on', async ({
  app,
  store,
  machine,
}) => {
  await expect.poll(async () => (await shownTheme(app))?.source).toBe('system')
  await new Shell(app).theme('Dark')
  await expect.poll(() => shownTheme(app)).toEqual({ source: 'dark', ground: '#10151b' })
  const pageGround = await app.page.evaluate(() => getComputedStyle(document.body).backgroundColor)
  expect(pageGround).toBe('rgb(16, 21, 27)')
  await app.electron?.close()
  const again = await openDesktop(await machine.desktop(), store, true)
  try {
    // Before the page has told anything: what was remembered.
    expect(await shownTheme(again.app)).toEqual({ source: 'dark', ground: '#10151b' })
    await expect(new Shell(again.app).connection).toHaveText('Connected')
    // Playwright would say "light" to every page.
    await again.app.page.emulateMedia({ colorScheme: null })
    // What is painted before the page's scripts have run.
    const atFirst = await again.app.page.evaluate(async () => {
      const source = await (await fetch('./')).text()
      const root = document.documentElement
      const theme = root.getAttribute('data-theme') ?? ''
      root.removeAttribute('data-theme')
      const ground = getComputedStyle(document.body).backgroundColor
      root.setAttribute('data-theme', theme)
      return { ground, saysTheme: source.includes('data-theme') }
    })
    expect(atFirst).toEqual({ ground: 'rgb(16, 21, 27)', saysTheme: false })
    await new Shell(again.app).theme('Light')
    await expect.poll(() => shownTheme(again.app)).toEqual({ source: 'light', ground: '#f3f5f8' })
  } finally {
    await again.close()
  }
})
