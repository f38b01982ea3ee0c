import type { Locator } from '@playwright/test'
import type { App } from '../../harness/app.ts'
import { expect, test } from '../../harness/test.ts'
import { Compare } from '../../pages/compare.ts'
import { Dataset } from '../../pages/dataset.ts'
import { Freeze } from '../../pages/freeze.ts'
import { Import } from '../../pages/import.ts'
import { Query } from '../../pages/query.ts'
import { Shell } from '../../pages/shell.ts'
import { Start } from '../../pages/start.ts'
import { Versions } from '../../pages/versions.ts'
import { writeMessyShop } from '../../harness/messy-shop.ts'

test.use({ withStore: false })

/** A screen, how people get there, and what must be there to call it open. */
interface Screen {
  readonly name: string
  open(app: App): Promise<Locator>
  close?(app: App): Promise<void>
}

const section = (
  dataset: string,
  name: 'Data' | 'Schema' | 'Versions' | 'Lineage' | 'Receipt' | 'Recipe',
  landmark: (screen: Locator) => Locator,
): Screen => ({
  name: `${dataset} ${name}`,
  async open(app) {
    const shell = new Shell(app)
    await shell.openDataset(dataset)
    const screen = new Dataset(app)
    await screen.show(name)
    await expect(screen.title).toContainText(dataset)
    return landmark(shell.screen)
  },
})

const screens: readonly Screen[] = [
  section('access', 'Data', (screen) => screen.getByRole('grid')),
  section('penguins', 'Schema', (screen) =>
    screen.getByRole('tabpanel', { name: 'Schema' }).getByText('Species').first(),
  ),
  section('constituents', 'Versions', (screen) => screen.getByRole('listbox', { name: 'Versions' })),
  section('requests-hourly', 'Recipe', (screen) =>
    screen.getByRole('tabpanel', { name: 'Recipe' }).getByText('SELECT').first(),
  ),
  section('penguin-species', 'Receipt', (screen) => screen.getByRole('table', { name: 'Rows by split' })),
  section('requests-hourly', 'Lineage', (screen) =>
    screen.getByRole('tabpanel', { name: 'Lineage' }).getByText('access').first(),
  ),
  {
    name: 'Query',
    async open(app) {
      await new Shell(app).newQuery()
      const query = new Query(app)
      await query.run('SELECT * FROM "constituents@v6" ORDER BY "Symbol"')
      await expect(query.facts).toContainText('rows')
      return query.editor
    },
  },
  {
    name: 'Aggregate',
    async open(app) {
      const shell = new Shell(app)
      await shell.command('New aggregation')
      return shell.screen.getByRole('form', { name: 'Aggregation' })
    },
  },
  {
    name: 'Compare',
    async open(app) {
      const shell = new Shell(app)
      await shell.openDataset('constituents')
      await new Dataset(app).show('Versions')
      await new Versions(app).compare(5, 6)
      await expect(new Compare(app).count('changed')).toBeVisible()
      return new Compare(app).rows('constituents@v6').getByRole('gridcell').first()
    },
  },
  {
    name: 'Import',
    async open(app) {
      const data = new Import(app)
      await data.open(app.store.files)
      await data.choose('orders')
      return data.rejected.first()
    },
  },
  {
    name: 'Freeze',
    async open(app) {
      await new Shell(app).openDataset('penguins')
      await new Dataset(app).freeze()
      const { dialog } = new Freeze(app)
      await expect(dialog.getByRole('table', { name: 'What it will hold' })).toBeVisible()
      return dialog
    },
    close: (app) => app.page.keyboard.press('Escape'),
  },
]

const sizes = [
  { width: 1280, height: 800 },
  { width: 1920, height: 1080 },
]

for (const size of sizes) {
  for (const theme of ['Light', 'Dark'] as const) {
    test.describe(`${size.width} × ${size.height}, ${theme.toLowerCase()}`, () => {
      test.use({ viewport: size })

      test('every screen of the sample store opens and fits', async ({ app }, info) => {
        test.setTimeout(180_000)
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
        await expect(shell.dataset('penguin-species')).toBeVisible({ timeout: 60_000 })
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
}

/** Pixels by which the document is wider than the window; runs in the page. */
function overflow(): number {
  const { scrollWidth, clientWidth } = document.documentElement
  return Math.max(0, scrollWidth - clientWidth)
}
