import { rename } from 'node:fs/promises'
import { join } from 'node:path'
import type { App } from '../harness/app.ts'
import { writeNothingReadable } from '../harness/messy-shop.ts'
import { Compare } from './compare.ts'
import { Dataset } from './dataset.ts'
import { Freeze } from './freeze.ts'
import { Import } from './import.ts'
import { Jobs } from './jobs.ts'
import { Query } from './query.ts'
import type { State } from './screens.ts'
import { Settings } from './settings.ts'
import { Shell } from './shell.ts'
import { Versions } from './versions.ts'

const escape = (app: App) => app.page.keyboard.press('Escape')
const panel = '[role=tabpanel][data-active] aside'
const dialog = '[role=dialog]'
const menu = '[role=menu]'

/** A dialog that a button of the screen in front opens, and Escape closes. */
const dialogOf = (button: string, title: string): State => ({
  name: title,
  part: dialog,
  async open(app) {
    await new Shell(app).screen.getByRole('button', { name: button, exact: true }).first().click()
    return app.page.getByRole('dialog', { name: title })
  },
  close: escape,
})

/** What opens over any screen. */
const ofTheWindow: readonly State[] = [
  {
    name: 'Palette',
    part: dialog,
    async open({ page }) {
      await page.keyboard.press('ControlOrMeta+K')
      return page.getByRole('option').first()
    },
    close: escape,
  },
  {
    name: 'Keys',
    part: dialog,
    async open({ page }) {
      await page.keyboard.press('F1')
      return page.getByRole('dialog', { name: 'Keys' })
    },
    close: escape,
  },
  {
    name: 'Menu of stores',
    part: menu,
    async open(app) {
      await new Shell(app).storeButton.click()
      return app.page.getByRole('menuitem').first()
    },
    close: escape,
  },
  ...Object.entries({
    'New set of datasets…': 'New set',
    'About Firn': 'About Firn',
    Licences: 'Licences',
  }).map(
    ([command, title]): State => ({
      name: title,
      part: dialog,
      async open(app) {
        await new Shell(app).command(command)
        return app.page.getByRole('dialog', { name: title })
      },
      close: escape,
    }),
  ),
]

const ofQuery: readonly State[] = [
  {
    name: 'Figures of a column',
    part: panel,
    async open(app) {
      const query = new Query(app)
      await query.result.showFigures('Symbol')
      return query.inspector
    },
  },
  {
    name: 'A cell, whole',
    part: panel,
    async open(app) {
      const query = new Query(app)
      await query.result.row(0).cell('Symbol').click()
      await app.page.keyboard.press('Enter')
      return query.inspector.getByText('row 1')
    },
  },
  {
    name: 'Filter of a column',
    part: dialog,
    async open(app) {
      await new Query(app).result.openFilter('Symbol')
      return app.page.getByRole('dialog', { name: 'Filter Symbol' })
    },
    close: escape,
  },
  {
    name: 'Columns',
    part: dialog,
    async open(app) {
      await new Shell(app).screen.getByRole('button', { name: 'Columns', exact: true }).click()
      return app.page.getByRole('dialog', { name: 'Columns' })
    },
    close: escape,
  },
  {
    name: 'Chart',
    part: '.chart',
    async open(app) {
      const query = new Query(app)
      await query.chartButton.click()
      return query.chart
    },
    close: (app) => new Query(app).chartButton.click(),
  },
  dialogOf('Export…', 'Export'),
  {
    name: 'History',
    part: panel,
    async open(app) {
      await new Shell(app).screen.getByRole('button', { name: 'History' }).click()
      return new Query(app).inspector.getByRole('heading', { name: 'History' })
    },
  },
  dialogOf('Explain', 'Plan'),
  {
    name: 'Parameters',
    part: '.query-parameters',
    async open(app) {
      const query = new Query(app)
      await query.write('SELECT * FROM "penguins" WHERE Species = $species')
      return query.shell.screen.getByRole('form', { name: 'Parameters' }).getByRole('textbox')
    },
  },
  {
    name: 'A mistake in SQL',
    part: '[role=alert]',
    async open(app) {
      const query = new Query(app)
      await query.run('SELECT nothing FROM "penguins"')
      return query.problem
    },
  },
]

const ofVersions: readonly State[] = [
  dialogOf('Tag…', 'Tag v6'),
  dialogOf('Branch…', 'Branch at v6'),
  dialogOf('Expire…', 'Expire old versions'),
  dialogOf('Take snapshot', 'Take snapshot'),
  {
    name: 'An old version',
    async open(app) {
      await new Versions(app).version(2).dblclick()
      return new Shell(app).screen.getByRole('button', { name: 'Back to latest' })
    },
    close: (app) => new Shell(app).screen.getByRole('button', { name: 'Back to latest' }).click(),
  },
]

const ofCompare: readonly State[] = [
  {
    name: 'A compared cell',
    part: panel,
    async open(app) {
      const compare = new Compare(app)
      await compare.rows('constituents@v6').getByRole('gridcell').first().click()
      await app.page.keyboard.press('Enter')
      return compare.cell
    },
  },
  {
    name: 'Key of a comparison',
    part: dialog,
    async open(app) {
      await new Compare(app).keyButton.click()
      return app.page.getByRole('dialog', { name: 'Choose the key' })
    },
    close: escape,
  },
  dialogOf('Export…', 'Export the difference'),
  {
    name: 'Compared schema',
    part: '.compare-view:not([hidden])',
    async open(app) {
      await new Compare(app).show('Schema')
      return new Shell(app).screen.getByRole('table', { name: 'Columns of both versions' })
    },
  },
  {
    name: 'Compared statistics',
    part: '.compare-view:not([hidden])',
    async open(app) {
      const compare = new Compare(app)
      await compare.show('Statistics')
      await new Shell(app).screen.getByRole('table', { name: 'Columns in both versions' }).waitFor()
      await compare.statisticsOf('Symbol').click()
      return compare.cell
    },
  },
]

const ofImport: readonly State[] = [
  dialogOf('Take first snapshot', 'Take snapshot'),
  {
    name: 'Import of a log',
    part: '.import-screen',
    async open(app) {
      const data = new Import(app)
      await data.choose('access')
      return data.pattern
    },
  },
  {
    name: 'Pattern',
    part: dialog,
    async open(app) {
      await new Import(app).choosePattern('Your own pattern')
      return app.page.getByRole('dialog', { name: 'Pattern' })
    },
    close: escape,
  },
  {
    name: 'Import of nothing that is a table',
    part: '.import-screen',
    async open(app) {
      const folder = join(app.store.files, 'nothing')
      await writeNothingReadable(folder)
      await new Import(app).show(folder)
      return new Shell(app).screen.getByRole('heading', { name: 'Nothing here can be read as a table' })
    },
    close: (app) => app.page.keyboard.press('Alt+W'),
  },
]

const ofFreeze: readonly State[] = [
  {
    name: 'Freeze as command',
    part: dialog,
    async open(app) {
      const freeze = new Freeze(app)
      await freeze.dialog.getByRole('button', { name: 'as command' }).click()
      return freeze.dialog.locator('[data-quoted=command]')
    },
  },
  {
    name: 'Freeze with its SQL',
    part: dialog,
    async open(app) {
      const freeze = new Freeze(app)
      await freeze.dialog.getByRole('button', { name: 'Show SQL' }).click()
      return freeze.dialog.locator('[data-quoted=sql]')
    },
  },
  {
    name: 'Frozen',
    part: dialog,
    async open(app) {
      const freeze = new Freeze(app)
      await freeze.name('by-hand')
      await freeze.freeze()
      return freeze.frozen('by-hand@v1').getByRole('table', { name: 'Rows by split' })
    },
  },
]

const ofRecipe: readonly State[] = [
  {
    name: 'Verdict of a rebuild',
    part: '[role=tabpanel][data-active] .rebuild-verdict',
    async open(app) {
      const { screen } = new Shell(app)
      await screen.getByRole('button', { name: 'Rebuild and verify' }).click()
      return screen.getByRole('status', { name: 'Verdict' })
    },
  },
]

const ofJobs: readonly State[] = [
  {
    name: 'A job, whole',
    part: '.jobs-detail',
    async open(app) {
      const { table, rows } = new Jobs(app)
      await rows.first().getByRole('button').first().click()
      return table.getByText('ended')
    },
  },
  {
    name: 'Jobs over the status bar',
    part: '.popover',
    async open(app) {
      const jobs = new Jobs(app)
      await jobs.openPopover()
      return jobs.popover.getByRole('button', { name: 'All jobs of this store' })
    },
    close: escape,
  },
]

const ofLineage: readonly State[] = [
  {
    name: 'A version in the lineage',
    part: panel,
    async open(app) {
      const { screen } = new Shell(app)
      await screen.getByRole('option', { name: /^access@/ }).click()
      return screen.getByRole('complementary', { name: /^About access@/ })
    },
  },
]

const ofSettings: readonly State[] = [
  {
    name: 'A key that is taken',
    part: '.settings',
    async open(app) {
      const settings = new Settings(app)
      await settings.changeKey('New query', 'ControlOrMeta+K')
      return settings.shell.screen.getByRole('alert')
    },
  },
]

/** States of the screen without a store. */
export const atTheStart: readonly State[] = [
  {
    name: 'Palette at the start',
    part: dialog,
    async open({ page }) {
      await page.keyboard.press('ControlOrMeta+K')
      return page.getByRole('option', { name: 'Settings…' })
    },
    close: escape,
  },
  {
    name: 'Settings at the start',
    async open({ page }) {
      await page.getByRole('button', { name: 'Settings…' }).click()
      return page.getByRole('textbox', { name: 'Threads' })
    },
    close: escape,
  },
  {
    name: 'Choosing a store',
    part: dialog,
    async open({ page }) {
      await page.getByRole('button', { name: 'New store…' }).click()
      return page.getByRole('dialog', { name: 'New store' }).getByRole('listitem').first()
    },
    close: escape,
  },
]

/** What opens over any screen, and what can only be shown once everything else was. */
export const lastStates: readonly State[] = [
  ...ofTheWindow,
  {
    name: 'Data that is lost',
    async open(app) {
      const { stores } = await app.call('application.recent', {})
      const objects = join(stores[0]?.path ?? '', 'objects')
      await rename(objects, `${objects}-gone`)
      await new Shell(app).openDataset('constituents')
      await new Dataset(app).show('Versions')
      // What is lost is noticed meanwhile, and rows may move under a second click.
      await new Versions(app).version(1).click()
      await app.page.keyboard.press('Enter')
      return new Shell(app).screen.getByRole('alert')
    },
  },
]

/** The states of screens, by the name of the screen. */
export const statesOf: Readonly<Record<string, readonly State[]>> = {
  'constituents Versions': ofVersions,
  'requests-hourly Recipe': ofRecipe,
  'requests-hourly Lineage': ofLineage,
  Query: ofQuery,
  Compare: ofCompare,
  Import: ofImport,
  Freeze: ofFreeze,
  Jobs: ofJobs,
  Settings: ofSettings,
}
