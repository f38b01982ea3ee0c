import AxeBuilder from '@axe-core/playwright'
import type { App } from '../../harness/app.ts'
import { writeMessyShop } from '../../harness/messy-shop.ts'
import { expect, test } from '../../harness/test.ts'
import { type Screen, screens } from '../../pages/screens.ts'
import { Query } from '../../pages/query.ts'
import { Shell } from '../../pages/shell.ts'
import { atTheStart } from '../../pages/states.ts'
import { Start } from '../../pages/start.ts'

test.use({ withStore: false, viewport: { width: 1280, height: 800 } })

const escape = (app: App) => app.page.keyboard.press('Escape')

/** What opens over a screen or beside it. */
const overlays: readonly Screen[] = [
  {
    name: 'Palette',
    async open({ page }) {
      await page.keyboard.press('ControlOrMeta+K')
      return page.getByRole('option').first()
    },
    close: escape,
  },
  {
    name: 'Keys',
    async open({ page }) {
      await page.keyboard.press('F1')
      return page.getByRole('dialog', { name: 'Keys' })
    },
    close: escape,
  },
  {
    name: 'Menu of stores',
    async open(app) {
      await new Shell(app).storeButton.click()
      return app.page.getByRole('menuitem').first()
    },
    close: escape,
  },
  {
    name: 'About',
    async open(app) {
      await new Shell(app).command('About Firn')
      return app.page.getByRole('dialog')
    },
    close: escape,
  },
  {
    name: 'A mistake in SQL',
    async open(app) {
      await new Shell(app).newQuery()
      const query = new Query(app)
      await query.run('SELECT nothing FROM "penguins"')
      return query.problem
    },
  },
  {
    name: 'Figures of a column',
    async open(app) {
      const query = new Query(app)
      await query.run('SELECT * FROM "penguins"')
      await query.result.showFigures('Species')
      return query.inspector
    },
  },
  {
    name: 'Chart',
    async open(app) {
      const query = new Query(app)
      await query.chartButton.click()
      return query.chart
    },
  },
  {
    name: 'Take snapshot',
    async open(app) {
      const shell = new Shell(app)
      await shell.openDataset('constituents')
      await shell.screen.getByRole('button', { name: 'Take snapshot' }).click()
      return app.page.getByRole('dialog', { name: 'Take snapshot' })
    },
    close: escape,
  },
]

// What is looked at is much, and nothing of it depends on the rest.
test.describe.configure({ mode: 'parallel', timeout: 600_000 })

const title = 'has a serious fault of access, in either theme'

test(`no state before a store is open ${title}`, async ({ app }) => {
  await prepare(app)
  await look(app, 'Start')
  for (const state of atTheStart) {
    await expect(await state.open(app)).toBeVisible()
    await look(app, state.name)
    await state.close?.(app)
  }
})

test(`no screen ${title}`, async ({ app }) => {
  await openSample(app)
  await look(app, 'Store')
  for (const screen of screens) {
    await lookAt(app, screen)
    // Tabs out of sight have been looked at; axe would walk through them again.
    await app.page.keyboard.press('Alt+W')
  }
})

test(`nothing over a screen or beside it ${title}`, async ({ app }) => {
  await openSample(app)
  for (const overlay of overlays) await lookAt(app, overlay)
})

async function prepare(app: App): Promise<void> {
  await writeMessyShop(`${app.store.files}/shop`)
  // No colour is looked at half-way to another one.
  await app.page.emulateMedia({ reducedMotion: 'reduce' })
  await expect(app.page.getByRole('heading', { name: 'Firn' })).toBeVisible()
}

async function openSample(app: App): Promise<void> {
  await prepare(app)
  await new Start(app).openSample()
  await expect(new Shell(app).dataset('penguin-species')).toBeVisible({ timeout: 120_000 })
}

const lookAt = (app: App, screen: Screen) =>
  test.step(screen.name, async () => {
    await expect(await screen.open(app)).toBeVisible()
    await look(app, screen.name)
    await screen.close?.(app)
  })

/** What is no fault although axe says so. */
const known: readonly { readonly rule: string; readonly target: string }[] = [
  // Arrow keys in the grid around it scroll it: the focus stays on the grid, which names its active cell.
  { rule: 'scrollable-region-focusable', target: '.aligned-scroller' },
]

/** What a theme can change; everything else is the same in both and is looked at once. */
const rulesOfColour = ['color-contrast', 'link-in-text-block']

/** Asks axe about what is to be seen, in both themes. */
async function look({ page }: App, name: string): Promise<void> {
  for (const theme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: theme })
    await expect(page.locator('html')).toHaveAttribute('data-theme', theme)
    const axe = new AxeBuilder({ page })
      .options({ resultTypes: ['violations'] })
      // There are no frames, for which the other mode opens a page of its own each time.
      .setLegacyMode()
      // A row of a grid looks like the one above it.
      .exclude('.ag-row:nth-child(n+6)')
    const { violations } = await (theme === 'light' ? axe : axe.withRules(rulesOfColour)).analyze()
    const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
    const found = serious.flatMap(({ id, nodes }) =>
      nodes
        .map(({ target, failureSummary }) => ({ place: target.join(' '), failureSummary }))
        .filter(({ place }) => !known.some(({ rule, target }) => rule === id && place.includes(target)))
        .map(({ place, failureSummary }) => `${id}: ${place}: ${failureSummary ?? ''}`),
    )
    expect.soft(found, `${name}, ${theme}`).toEqual([])
  }
}
