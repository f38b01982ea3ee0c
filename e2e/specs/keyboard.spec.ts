import { expect, test } from '../harness/test.ts'
import { announced, expectFocus, goTo, pressAll } from '../pages/by-keys.ts'
import { Compare } from '../pages/compare.ts'
import { Dataset } from '../pages/dataset.ts'
import { Freeze } from '../pages/freeze.ts'
import { Query } from '../pages/query.ts'
import { Shell } from '../pages/shell.ts'

test.use({ withStore: false })

test('the main job is done by keys alone, and the focus is always to be seen', async ({ app }) => {
  test.setTimeout(300_000)
  const { page } = app
  const shell = new Shell(app)
  const dataset = new Dataset(app)
  const query = new Query(app)
  const press = (...keys: string[]) => pressAll(app, keys)
  const tab = (name: string) => shell.screen.getByRole('tab', { name, exact: true })

  await test.step('the sample store is opened on the start screen', async () => {
    await expect(page.getByRole('heading', { name: 'Firn' })).toBeVisible()
    await goTo(app, page.getByRole('button', { name: 'Open the sample store' }))
    await press('Enter')
    await expect(shell.dataset('penguin-species')).toBeVisible({ timeout: 60_000 })
  })

  await test.step('a dataset is opened from the catalogue', async () => {
    await goTo(app, shell.dataset('constituents'))
    await press('Enter')
    await expect(dataset.title).toContainText('constituents')
  })

  await test.step('arrows walk over the sections', async () => {
    await goTo(app, tab('Data'))
    await press('ArrowRight')
    await expectFocus(app, tab('Schema'))
    await expect(shell.screen.getByRole('tabpanel', { name: 'Schema' })).toBeVisible()
    await press('ArrowRight')
    await expectFocus(app, tab('Versions'))
  })

  await test.step('two versions are chosen and compared', async () => {
    const versions = shell.screen.getByRole('listbox', { name: 'Versions' })
    await expect(versions).toBeVisible()
    await goTo(app, versions.getByRole('option', { name: /^v6( |$)/ }))
    await press('ArrowDown', 'Space')
    await goTo(app, shell.screen.getByRole('button', { name: 'Compare v5 ↔ v6' }), 'Shift+Tab')
    await press('Enter')
    const compare = new Compare(app)
    await expect(compare.count('changed')).toBeVisible()
    await goTo(app, compare.rows('constituents@v5'))
    await press('ArrowDown', 'ArrowDown', 'ArrowRight')
    await expectFocus(app, compare.rows('constituents@v5'))
    await press('Enter')
    await expect(compare.cell).toBeVisible()
    await goTo(app, compare.cell.getByRole('button', { name: 'Close panel' }))
    await press('Escape')
    await expect(compare.cell).toBeHidden()
    // The stop before the panel.
    await expectFocus(app, compare.rows('constituents@v6'))
  })

  await test.step('a query is written and run; what came is said once', async () => {
    await press('Alt+PageUp')
    await expectFocus(app, shell.screen.getByRole('button', { name: 'Compare v5 ↔ v6' }))
    await goTo(app, page.getByRole('button', { name: 'New query', exact: true }), 'Shift+Tab')
    await press('Enter')
    await expectFocus(app, query.editor)
    await page.keyboard.type('SELECT * FROM "penguins"')
    await press('Escape', 'ControlOrMeta+Enter')
    await expect(query.facts).toContainText('344 rows')
    await expect(announced(app)).toHaveText(/: 344 rows in \d/)
    await expectFocus(app, query.editor)
  })

  await test.step('Tab goes from the editor into the grid, arrows over its cells, Enter shows one whole', async () => {
    // The editor takes Tab to indent, but not after Escape.
    await press('Escape')
    const first = query.result.row(0).cell('Species')
    await goTo(app, shell.screen.getByRole('grid').getByRole('gridcell'))
    await press('ArrowDown', 'ArrowUp')
    await expectFocus(app, first)
    await press('ArrowDown', 'ArrowRight')
    const cell = query.result.row(1).cell('Island')
    await expectFocus(app, cell)
    await press('Enter')
    await expect(query.inspector).toContainText('row 2')
    await expectFocus(app, cell)
    // Keys that come faster than anything is drawn.
    for (const [arrow, row] of [
      ['ArrowDown', 'row 3'],
      ['ArrowUp', 'row 2'],
    ] as const) {
      await page.evaluate((key) => {
        for (const pressed of [key, 'Enter'])
          document.activeElement?.dispatchEvent(
            new KeyboardEvent('keydown', { key: pressed, code: pressed, bubbles: true, cancelable: true }),
          )
      }, arrow)
      await expect(query.inspector).toContainText(row)
    }
    await expectFocus(app, cell)
    await goTo(app, query.inspector.getByRole('button', { name: 'Close panel' }))
    await press('Escape')
    await expect(query.inspector).not.toContainText('row 2')
    await expectFocus(app, cell)
  })

  await test.step('the side panel goes and comes', async () => {
    await press('ControlOrMeta+I')
    await expect(query.inspector).toBeHidden()
    await expectFocus(app, query.result.row(1).cell('Island'))
    await press('ControlOrMeta+I')
    await expect(query.inspector).toBeVisible()
    await goTo(app, query.inspector.getByRole('button', { name: 'Close panel' }))
    await press('Enter')
    await expect(query.inspector).toBeHidden()
    await expectFocus(app, query.result.row(1).cell('Island'))
  })

  await test.step('the menu of a column sorts', async () => {
    await press('ArrowUp', 'ArrowUp')
    const header = shell.screen.getByRole('columnheader', { name: 'Island' })
    await expectFocus(app, header)
    await press('Alt+ArrowDown')
    const menu = page.getByRole('menu', { name: 'Column Island' })
    await expect(menu).toBeVisible()
    await press('Escape')
    await expect(menu).toBeHidden()
    await expectFocus(app, header)
    await press('Alt+ArrowDown')
    await expectFocus(app, menu.getByRole('menuitem', { name: 'Sort ascending' }))
    await press('ArrowDown', 'Enter')
    await expect(query.result.row(0).cell('Island')).toHaveText('Torgersen')
    await expectFocus(app, header)
  })

  await test.step('the palette opens, closes and leads to a dataset', async () => {
    const palette = page.getByRole('combobox', { name: 'Search datasets, versions, commands' })
    await press('ControlOrMeta+K')
    await expectFocus(app, palette)
    await press('Escape')
    await expect(palette).toBeHidden()
    await expectFocus(app, shell.screen.getByRole('columnheader', { name: 'Island' }))
    await press('ControlOrMeta+K')
    await page.keyboard.type('penguins')
    await press('Enter')
    await expect(dataset.title).toContainText('penguins')
  })

  await test.step('a freeze is begun and cancelled', async () => {
    const { dialog } = new Freeze(app)
    const button = shell.screen.getByRole('button', { name: 'Freeze…' })
    await goTo(app, button)
    await press('Enter')
    await expectFocus(app, dialog)
    await goTo(app, dialog.getByLabel('Role of Island', { exact: true }))
    await press('Escape')
    await expect(dialog).toBeHidden()
    await expectFocus(app, button)
  })

  await test.step('tabs are changed by arrows and closed by Delete', async () => {
    const tabs = page.getByRole('tablist', { name: 'Open tabs' }).getByRole('tab')
    const count = await tabs.count()
    await goTo(
      app,
      page.getByRole('tab', { name: 'penguins', exact: true, selected: true }).first(),
      'Shift+Tab',
    )
    await press('ArrowLeft')
    await expect(tabs.and(page.locator(':focus'))).toHaveAttribute('aria-selected', 'true')
    await press('Delete')
    await expect(tabs).toHaveCount(count - 1)
    await expect(tabs.and(page.locator(':focus'))).toHaveAttribute('aria-selected', 'true')
  })
})
