import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from '../../harness/test.ts'
import { Compare } from '../../pages/compare.ts'
import { Dataset } from '../../pages/dataset.ts'
import { Freeze } from '../../pages/freeze.ts'
import { Query } from '../../pages/query.ts'
import { Shell } from '../../pages/shell.ts'
import { Start } from '../../pages/start.ts'
import { Versions } from '../../pages/versions.ts'
import { photograph } from '../camera.ts'

test.describe('the sample store', () => {
  test.use({ withStore: false })

  test('curate', async ({ app }) => {
    const { page } = app
    const shell = new Shell(app)
    const dataset = new Dataset(app)
    const compare = new Compare(app)
    await new Start(app).openSample()
    await expect(shell.dataset('penguin-species')).toBeVisible({ timeout: 60_000 })

    await shell.openDataset('constituents')
    await expect(shell.screen.getByRole('grid')).toBeVisible()
    await photograph(page, 'data-constituents')
    await dataset.show('Schema')
    await photograph(page, 'schema-constituents')
    await dataset.show('Versions')
    await photograph(page, 'versions-constituents')
    await new Versions(app).compare(5, 6)
    await expect(compare.rows('constituents@v6').getByRole('gridcell').first()).toBeVisible()
    await photograph(page, 'compare-rows')
    await compare.count('same').click()
    await compare.rows('constituents@v6').getByRole('gridcell').nth(2).dblclick()
    await photograph(page, 'compare-cell')
    await compare.show('Schema')
    await photograph(page, 'compare-schema')
    await compare.show('Statistics')
    await expect(shell.screen.locator('svg').first()).toBeVisible()
    await photograph(page, 'compare-statistics')
    await shell.screen
      .getByRole('button', { name: /^Export/ })
      .first()
      .click()
    await photograph(page, 'compare-export')
    await page.keyboard.press('Escape')

    await shell.openDataset('penguins')
    await dataset.show('Schema')
    await photograph(page, 'schema-penguins')
    await dataset.freeze()
    const freeze = new Freeze(app)
    await expect(freeze.dialog.getByRole('table', { name: 'What it will hold' })).toBeVisible()
    await photograph(page, 'freeze')
    await freeze.role('Species', 'label')
    await expect(freeze.dialog.getByRole('table', { name: 'What it will hold' })).toContainText('Adelie')
    await photograph(page, 'freeze-label')
    await freeze.name('my-penguins')
    await freeze.freeze()
    await expect(freeze.frozen('my-penguins@v1')).toBeVisible()
    await photograph(page, 'frozen')
    await page.keyboard.press('Escape')
    await shell.openDataset('my-penguins')
    await expect(shell.screen.getByRole('grid')).toBeVisible()
    await photograph(page, 'training-data')
    await dataset.show('Receipt')
    await photograph(page, 'training-receipt')
    await dataset.show('Lineage')
    await photograph(page, 'lineage-training')

    await shell.openDataset('requests-hourly')
    await dataset.show('Recipe')
    await photograph(page, 'recipe')
    await shell.screen.getByRole('button', { name: 'Rebuild and verify' }).click()
    await expect(shell.screen.getByRole('status', { name: 'Verdict' })).toBeVisible()
    await photograph(page, 'recipe-verified')
    await dataset.show('Schema')
    await photograph(page, 'schema-requests-hourly')
    await shell.command('Show the lineage of the store')
    await expect(shell.screen.getByRole('option').first()).toBeVisible()
    await photograph(page, 'lineage')
    await shell.screen
      .getByRole('option', { name: /^penguin-species/ })
      .first()
      .click()
    await photograph(page, 'lineage-node')

    await shell.command('New aggregation')
    await expect(shell.screen.getByRole('form', { name: 'Aggregation' })).toBeVisible()
    await photograph(page, 'aggregate-new')
    await shell.newQuery()
    const query = new Query(app)
    await query.run('SELECT path, count(*) AS requests FROM access GROUP BY path ORDER BY requests DESC')
    await expect(query.facts).toContainText('rows')
    await query.saveAsAggregation()
    await expect(shell.screen.getByRole('form', { name: 'Aggregation' })).toBeVisible()
    await photograph(page, 'aggregate-from-query')
  })
})

test.describe('comparisons', () => {
  test.use({
    store: async ({ store }, use) => {
      const file = join(store.files, 'orders.csv')
      const lines = (count: number, by: number) =>
        Array.from({ length: count }, (_, at) => `${at},${at * by},note ${at % 4}`).join('\n')
      await writeFile(file, `id,amount,note\n${lines(200, 2)}\n`)
      await store.firn('snapshot', 'orders', file)
      await writeFile(file, `id,price,note,region\n${lines(220, 3).replaceAll('note 3', 'other,north')}\n`)
      await store.firn('snapshot', 'orders', file)
      await store.firn('aggregate', 'same', '--sql', 'SELECT range AS id, range % 3 AS n FROM range(50)')
      await store.firn(
        'aggregate',
        'same',
        '--sql',
        'SELECT range AS id, range % 3 AS n FROM range(50) WHERE true',
      )
      await store.firn(
        'aggregate',
        'same',
        '--sql',
        'SELECT range AS id, range % 3 AS n FROM range(50) WHERE range < 99',
      )
      await store.firn(
        'aggregate',
        'keyless',
        '--sql',
        'SELECT range % 3 AS a, range % 4 AS b FROM range(60)',
      )
      await store.firn(
        'aggregate',
        'keyless',
        '--sql',
        'SELECT range % 3 AS a, range % 5 AS b FROM range(70)',
      )
      await use(store)
    },
  })

  test('compare', async ({ app }) => {
    const { page } = app
    const shell = new Shell(app)
    const compare = new Compare(app)
    for (const name of ['orders', 'same', 'keyless']) {
      await shell.openDataset(name)
      await new Dataset(app).show('Versions')
      await expect(new Versions(app).all.first()).toBeVisible()
      const count = await new Versions(app).all.count()
      if (count < 2) continue
      await new Versions(app).compare(1, 2)
      await expect(compare.strip).toContainText('same')
      await photograph(page, `compare-${name}`)
      await compare.show('Schema')
      await photograph(page, `compare-${name}-schema`)
      await compare.show('Statistics')
      await photograph(page, `compare-${name}-statistics`)
    }
  })
})
