import { expect, test } from '../../harness/test.ts'
import { screens } from '../../pages/screens.ts'
import { Shell } from '../../pages/shell.ts'
import { Start } from '../../pages/start.ts'
import { writeMessyShop } from '../../harness/messy-shop.ts'

test.use({ withStore: false })

/** Widths do not depend on the theme: each size is walked in one of them. */
const looks = [
  { size: { width: 1280, height: 800 }, theme: 'Light' },
  { size: { width: 1920, height: 1080 }, theme: 'Dark' },
] as const

for (const { size, theme } of looks) {
  test.describe(`${size.width} × ${size.height}, ${theme.toLowerCase()}`, () => {
    test.use({ viewport: size })

    test('every screen of the sample store opens and fits', async ({ app }, info) => {
      test.setTimeout(300_000)
      await writeMessyShop(`${app.store.files}/shop`)
      const { page } = app
      const shell = new Shell(app)
      const look = async (name: string) => {
        expect(await page.evaluate(overflow), `${name} is wider than the window`).toBe(0)
        const body = await page.screenshot()
        await info.attach(`${name} ${size.width} ${theme}`, { body, contentType: 'image/png' })
      }
      await page.emulateMedia({ colorScheme: theme === 'Dark' ? 'dark' : 'light' })
      await expect(page.getByRole('heading', { name: 'Firn' })).toBeVisible()
      await look('Start')
      await new Start(app).openSample()
      await expect(shell.dataset('penguin-species')).toBeVisible({ timeout: 120_000 })
      await shell.theme(theme)
      await look('Store')
      for (const screen of screens) {
        await test.step(screen.name, async () => {
          await expect(await screen.open(app)).toBeVisible()
          await page.keyboard.press('Shift')
          await look(screen.name)
          await screen.close?.(app)
        })
      }
      expect(await page.locator('html').getAttribute('data-theme')).toBe(theme.toLowerCase())
    })
  })
}

/** Pixels by which the document is wider than the window; runs in the page. */
function overflow(): number {
  const { scrollWidth, clientWidth } = document.documentElement
  return Math.max(0, scrollWidth - clientWidth)
}
