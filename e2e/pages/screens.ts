import { expect, type Locator } from '@playwright/test'
import type { App } from '../harness/app.ts'
import { Compare } from './compare.ts'
import { Dataset } from './dataset.ts'
import { Freeze } from './freeze.ts'
import { Import } from './import.ts'
import { Jobs } from './jobs.ts'
import { Integrity } from './integrity.ts'
import { Query } from './query.ts'
import { Settings } from './settings.ts'
import { Shell } from './shell.ts'
import { Versions } from './versions.ts'

/** A screen, how people get there, and what must be there to call it open. */
export interface Screen {
  readonly name: string
  open(app: App): Promise<Locator>
  close?(app: App): Promise<void>
}

/** The screen in front, once something was done to it; these come in their order. */
export interface State extends Screen {
  /** Everything that is new about it is in here: a selector. */
  readonly part?: string
}

const section = (
  dataset: string,
  name: 'Data' | 'Schema' | 'Versions' | 'Lineage' | 'Receipt' | 'Recipe' | 'Settings',
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

/** The screens of the sample store; the import needs `writeMessyShop` below the files that may be read. */
export const screens: readonly Screen[] = [
  section('access', 'Data', (screen) => screen.getByRole('grid')),
  section('penguins', 'Schema', (screen) =>
    screen.getByRole('tabpanel', { name: 'Schema' }).getByText('Species').first(),
  ),
  section('constituents', 'Versions', (screen) => screen.getByRole('listbox', { name: 'Versions' })),
  section('requests-hourly', 'Recipe', (screen) =>
    screen.getByRole('tabpanel', { name: 'Recipe' }).getByText('SELECT').first(),
  ),
  section('penguin-species', 'Receipt', (screen) => screen.getByRole('table', { name: 'Rows by split' })),
  section('penguins', 'Settings', (screen) => screen.getByRole('form', { name: 'Settings of penguins' })),
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
    name: 'Set',
    async open(app) {
      const shell = new Shell(app)
      await shell.command('New set of datasets…')
      const dialog = app.page.getByRole('dialog', { name: 'New set' })
      await dialog.getByRole('textbox', { name: 'Name' }).fill('held')
      for (const name of ['constituents', 'penguins'])
        await dialog.getByRole('checkbox', { name, exact: true }).check()
      await dialog.getByRole('button', { name: 'Make set of 2' }).click()
      await dialog.waitFor({ state: 'hidden' })
      return shell.screen.getByRole('table', { name: 'Members of held@v1' })
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
  {
    name: 'Jobs',
    async open(app) {
      const jobs = new Jobs(app)
      await jobs.open()
      return jobs.rows.first()
    },
  },
  {
    name: 'Integrity',
    async open(app) {
      const integrity = new Integrity(app)
      await integrity.open()
      return integrity.button('Check every byte')
    },
  },
  {
    name: 'Settings',
    async open(app) {
      const settings = new Settings(app)
      await settings.open()
      return settings.field('Threads')
    },
  },
]
