import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Locator } from '@playwright/test'
import { count, patience } from '../../electron/core/testing/counts.ts'
import { nameProblem, selectorNameProblem } from '../../shared/model/names.ts'
import { writeHostileFiles, writeHostileTables } from '../harness/hostile-data.ts'
import { payloads, somePayloads } from '../harness/payloads.ts'
import { missingIn } from '../harness/shown.ts'
import { expect, test } from '../harness/test.ts'
import { setTrap } from '../harness/trap.ts'
import { Compare } from '../pages/compare.ts'
import { Dataset } from '../pages/dataset.ts'
import { Freeze } from '../pages/freeze.ts'
import { Import } from '../pages/import.ts'
import { Query } from '../pages/query.ts'
import { Shell } from '../pages/shell.ts'
import { Start } from '../pages/start.ts'
import { Versions } from '../pages/versions.ts'

/*
 * Data is text, wherever it is shown: payloads (e2e/data/payloads.txt) stand in cells, names, messages, errors; the
 * screens that show them are opened; letter by letter they are there, and nothing of them has become markup or
 * code. That the page's policy has refused nothing is checked when each test ends: a breach would mean that markup
 * had come as far as the document.
 */

const texts = somePayloads(count({ everyday: 60, soak: payloads.length })).map(({ text }) => text)
/** Of these each is shown by itself, in places that show one at a time. */
const singles = texts.filter((_, at) => at % count({ everyday: 10, soak: 1 }) === 0)

const reversed = texts.toReversed()

test.beforeEach(() => test.setTimeout(patience(120_000)))

test('a payload names no dataset and no tag, unless it is a plain word', () => {
  const plain = /^[a-z]+(\.[a-z_]+)?$/
  const refusal =
    /^(use small letters, digits|the name is longer than 100|Windows keeps the name|a name is missing)/
  for (const { text } of payloads.filter((payload) => !plain.test(payload.text))) {
    expect(nameProblem(text), text).toMatch(refusal)
    expect(selectorNameProblem(text), text).toMatch(refusal)
  }
})

test('values and names of columns stay text', async ({ app }) => {
  const { store } = app
  const trap = await setTrap(app.page)
  const data = join(store.files, 'data')
  await writeHostileTables(data, texts)
  await store.firn('snapshot', 'texts', 'data')
  await writeHostileTables(data, texts, reversed)
  await store.firn('snapshot', 'texts', 'data')
  const shell = new Shell(app)
  const dataset = new Dataset(app)
  await shell.openDataset('texts')

  await test.step('cells', async () => {
    await dataset.chooseTable('cells')
    const seen = await dataset.rows.allTexts('payload')
    expect(reversed.map(inGrid).filter((text) => !seen.has(text))).toEqual([])
  })
  await test.step('one cell, whole', async () => {
    const query = new Query(app)
    await dataset.rows.goToStart()
    for (const [row, text] of reversed.slice(0, singles.length).entries()) {
      await dataset.rows.showCell(row, 'payload')
      await expectShown(query.inspector, [text])
      // Brings the next one into sight.
      await app.page.keyboard.press('ArrowDown')
    }
  })
  await test.step('figures of a column', async () => {
    await dataset.rows.showFigures('payload')
    await expect(new Query(app).inspector).toContainText('distinct')
  })
  await test.step('a filter', async () => {
    const [text = ''] = singles
    await dataset.rows.filter('payload', 'is', text)
    await expectShown(shell.screen, [text])
  })
  await test.step('names of columns', async () => {
    await dataset.chooseTable('columns')
    await shell.screen
      .getByRole('columnheader', { name: texts[0] ?? '' })
      .first()
      .waitFor()
    const seen = await dataset.rows.allHeaders()
    expect(texts.filter((text) => !seen.has(text))).toEqual([])
  })
  await test.step('schema', async () => {
    await dataset.show('Schema')
    await showMore(shell.screen, 'Show more')
    await expectShown(shell.screen, texts)
  })
  await test.step('rejected rows', async () => {
    await dataset.chooseTable('torn')
    await dataset.show('Schema')
    const rejected = shell.screen.getByRole('region', { name: 'Rejected rows' })
    await rejected.getByRole('button', { name: 'Show' }).click()
    await expectShown(
      rejected,
      reversed
        .filter(isOneLine)
        .slice(0, 5)
        .map((text) => text.replaceAll('"', '""')),
    )
  })
  await test.step('a comparison', async () => {
    await dataset.show('Versions')
    await new Versions(app).compare(1, 2)
    const compare = new Compare(app)
    await compare.choose('cells')
    await expect(compare.count('changed')).toBeVisible()
    await expectShown(compare.rows('texts@v1'), texts.slice(0, 8).map(inGrid))
    await expectShown(compare.rows('texts@v2'), reversed.slice(0, 8).map(inGrid))
    await compare.show('Statistics')
    await expectShown(shell.screen, ['payload'])
    await compare.choose('columns')
    await compare.show('Schema')
    await expectShown(shell.screen, texts)
  })
  await test.step('roles of a freeze', async () => {
    await shell.openDataset('texts')
    await dataset.chooseTable('columns')
    await dataset.freeze()
    const { dialog } = new Freeze(app)
    const list = dialog.getByRole('list', { name: 'Columns and their roles' })
    for (const text of singles) {
      await dialog.getByLabel('Find a column').fill(text)
      await expectShown(list, [text])
    }
    await app.page.keyboard.press('Escape')
  })
  expect(await trap.caught()).toEqual([])
})

test('names of files, messages and recipes stay text', async ({ app }) => {
  const { store } = app
  const trap = await setTrap(app.page)
  const shell = new Shell(app)
  const dataset = new Dataset(app)
  const names = await writeHostileFiles(join(store.files, 'named'), texts)
  expect(names.length).toBeGreaterThan(texts.length / 2)

  await test.step('files that are found', async () => {
    const data = new Import(app)
    await data.open(join(store.files, 'named'))
    await showMore(data.found, / more$/)
    await expectShown(data.found, names)
    await data.takeSnapshot('named', singles.filter(isOneLine).join(' '))
    await expect(dataset.title).toContainText('named')
  })
  await test.step('messages', async () => {
    const rows = join(store.files, 'rows.jsonl')
    const messages = inBatches(texts, 60).map((batch) => batch.join('\n'))
    for (const [at, message] of messages.entries()) {
      await writeFile(rows, `{"row":${at}}\n`)
      await store.firn('snapshot', 'constructor', 'rows.jsonl', `--message=${message}`)
    }
    await shell.openDataset('constructor')
    await dataset.show('Versions')
    const versions = new Versions(app)
    await expect(versions.all).toHaveCount(messages.length)
    await expectShown(shell.screen, texts)
    await versions.version(1).click()
    await expectShown(shell.screen.getByRole('complementary'), messages.slice(0, 1))
    await app.page.keyboard.press('ControlOrMeta+K')
    await app.page.getByRole('combobox', { name: 'Search datasets, versions, commands' }).fill('constructor@')
    await expectShown(app.page.getByRole('dialog'), texts)
    await app.page.keyboard.press('Escape')
  })
  await test.step('recipes', async () => {
    const batches = inBatches(singles, 12)
    for (const batch of batches) await app.call('aggregate.run', { dataset: 'made', recipe: recipeOf(batch) })
    await shell.openDataset('made')
    for (const [at, batch] of batches.entries()) {
      await dataset.show('Versions')
      await new Versions(app).version(at + 1).dblclick()
      await dataset.show('Recipe')
      await expectShown(shell.screen, batch)
      await expectShown(
        shell.screen.getByRole('complementary'),
        batch.map((_, place) => `$p${place}`),
      )
    }
    await dataset.show('Lineage')
    await expect(shell.screen.getByRole('listbox', { name: 'Lineage graph' })).toBeVisible()
  })
  await test.step('tags that cannot be', async () => {
    await shell.openDataset('named')
    await dataset.show('Versions')
    await new Versions(app).version(1).click()
    await shell.screen.getByRole('button', { name: 'Tag…' }).click()
    const dialog = app.page.getByRole('dialog', { name: 'Tag v1' })
    for (const text of singles.filter(isOneLine)) {
      await dialog.getByRole('textbox').fill(text)
      await expectShown(dialog, [text])
    }
    await app.page.keyboard.press('Escape')
  })
  expect(await trap.caught()).toEqual([])
})

test('queries, their errors and their charts stay text', async ({ app }) => {
  const trap = await setTrap(app.page)
  const shell = new Shell(app)
  await shell.newQuery()
  const query = new Query(app)
  await test.step('errors', async () => {
    for (const text of singles) {
      await query.run(`SELECT ${identifier(text)}`)
      await expectShown(query.problem, [text])
    }
    // Whole in one: what the engine says quotes the value.
    for (const batch of inBatches(texts, 30)) {
      await query.run(`SELECT CAST(${literal(batch.join(' '))} AS INTEGER)`)
      await expectShown(query.problem, batch)
    }
  })
  await test.step('chart and completion', async () => {
    for (const batch of inBatches(texts, 20)) {
      const rows = batch.map((text, at) => `(${literal(text)}, ${at + 1})`)
      await query.run(`SELECT * FROM (VALUES ${rows.join(', ')}) t(${identifier(batch[0] ?? '')}, n)`)
      await expect(query.facts).toContainText('rows')
      if (!(await query.chart.isVisible())) await query.chartButton.click()
      await query.chart.getByLabel('by', { exact: true }).selectOption(batch[0] ?? '')
      await expectShown(query.chart, batch)
    }
  })
  await test.step('a search that finds nothing', async () => {
    await app.page.keyboard.press('ControlOrMeta+K')
    const search = app.page.getByRole('combobox', { name: 'Search datasets, versions, commands' })
    for (const text of singles.filter(isOneLine)) {
      await search.fill(text)
      await expect(search).toHaveValue(text)
    }
    await app.page.keyboard.press('Escape')
  })
  expect(await trap.caught()).toEqual([])
})

test.describe('without a store', () => {
  test.use({
    withStore: false,
    store: async ({ store }, use) => {
      const stores = texts.map((text) => ({
        path: `/nowhere/${text}`,
        name: text,
        openedAt: '2026-01-05T10:00:00Z',
      }))
      await writeFile(join(store.stateFolder, 'recent-stores.json'), JSON.stringify({ stores }))
      await use(store)
    },
  })
  test('folders of stores stay text', async ({ app }) => {
    const trap = await setTrap(app.page)
    const list = app.page.getByRole('region', { name: 'Recent stores' })
    await list.getByRole('listitem').first().waitFor()
    await expectShown(list, texts)
    await new Start(app).openSample()
    expect(await trap.caught()).toEqual([])
  })
})

/** Every text stands there, letter by letter. */
async function expectShown(element: Locator, wanted: readonly string[]): Promise<void> {
  await expect
    .poll(() => missingIn(element, wanted), {
      message: 'texts that are not shown as they are',
      timeout: 30_000,
    })
    .toEqual([])
}

async function showMore(screen: Locator, name: string | RegExp): Promise<void> {
  const more = screen.getByRole('button', { name })
  while ((await more.count()) > 0) await more.first().click()
}

/** What a cell of a grid shows: a line. */
function inGrid(text: string): string {
  return text.replace(/\r?\n/g, ' ↵ ')
}

function isOneLine(text: string): boolean {
  return !/[\n\r\f\u2028\u2029]/.test(text)
}

function inBatches(all: readonly string[], size: number): readonly (readonly string[])[] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, at) =>
    all.slice(at * size, (at + 1) * size),
  )
}

function recipeOf(batch: readonly string[]) {
  return {
    description: batch.join(' '),
    file: batch.join(' '),
    parameters: Object.fromEntries(batch.map((text, at) => [`p${at}`, text])),
    steps: batch.map((text, at) => ({
      name: text.slice(0, 100),
      sql: `-- ${text.replace(/[\n\r]/g, ' ')}\nSELECT $p${at} AS ${identifier(text)}`,
    })),
  }
}

function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}
