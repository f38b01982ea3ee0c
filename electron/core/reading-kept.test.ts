import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { DelimitedOptions } from '../../shared/model/table.ts'
import { openTestEngine, type TestEngine } from './testing/open-engine.ts'

/** A file of three semicolons and many commas: without a choice it is split at the commas. */
const prices = (...names: readonly string[]) =>
  `id;name\n${names.map((name, index) => `0${index};${name}, of it, and more\n`).join('')}`
const semicolons: DelimitedOptions = {
  kind: 'delimited',
  delimiter: ';',
  quote: '"',
  escape: '"',
  header: true,
  skip: 0,
  nullTexts: ['none'],
}

let engine: TestEngine
let source: string
beforeEach(async () => {
  engine = await openTestEngine()
  source = join(engine.folder, 'prices.csv')
  await writeFile(source, prices('a', 'b'))
  await take({ options: { prices: semicolons }, types: { prices: { id: 'VARCHAR' } } })
})
afterEach(() => engine.close())

const take = (how: object = {}, sources = [source]) =>
  engine.call('snapshot.take', { dataset: 'prices', sources, ...how })
const read = async (reference = 'prices') => {
  const [table] = (await engine.call('snapshot.schema', { reference })).tables
  return {
    delimiter: table?.options.kind === 'delimited' ? table.options.delimiter : table?.options.kind,
    columns: table?.columns.map(({ name, type }) => `${name} ${type}`),
  }
}
const asChosen = { delimiter: ';', columns: ['id VARCHAR', 'name VARCHAR'] }

test('the next version is read as was chosen for the one before, by whomever it is taken', async () => {
  expect(await read()).toEqual(asChosen)
  // Nothing new is nothing new, although a choice is kept.
  expect(await take()).toMatchObject({ version: 1, changed: false })

  await writeFile(source, prices('a', 'none', 'c'))
  expect(await take()).toMatchObject({ version: 2, changed: true })
  expect(await read()).toEqual(asChosen)

  await engine.call('dataset.setSettings', {
    dataset: 'prices',
    schedule: { times: { kind: 'every', every: '1d' }, expire: false },
  })
  await writeFile(source, prices('d'))
  await engine.call('schedule.run', { dataset: 'prices', now: true })
  expect(await read('prices@v3')).toEqual(asChosen)

  await writeFile(source, prices('e'))
  await engine.call('snapshot.takeTogether', { parts: [{ dataset: 'prices', sources: [source] }] })
  expect(await read('prices@v4')).toEqual(asChosen)
  expect(await engine.call('snapshot.reading', { reference: 'prices@v4' })).toMatchObject({
    version: 4,
    tables: [{ name: 'prices', chosen: { options: semicolons, types: { id: 'VARCHAR' } } }],
  })
})

test('a choice holds for the only table, also when its file is called otherwise', async () => {
  const renamed = join(engine.folder, 'prices-of-may.csv')
  await writeFile(renamed, prices('x', 'y', 'z'))
  await take({}, [renamed])
  expect(await read('prices@v2')).toEqual(asChosen)
})

test('what is said now comes before what was chosen, and may be that the files say it themselves', async () => {
  await writeFile(source, prices('a', 'b', 'c'))
  await take({ types: { prices: { id: 'INTEGER' } } })
  expect(await read()).toEqual({ delimiter: ';', columns: ['id INTEGER', 'name VARCHAR'] })

  const commas = { ...semicolons, delimiter: ',', header: false }
  await take({ options: { prices: commas } })
  expect((await read()).delimiter).toBe(',')

  await writeFile(source, 'id;name\n1;a\n2;b\n')
  await take({ asFound: true })
  expect(await read()).toEqual({ delimiter: ';', columns: ['id BIGINT', 'name VARCHAR'] })
  const { tables } = await engine.call('snapshot.reading', { reference: 'prices' })
  expect(tables.map(({ chosen }) => chosen)).toEqual([undefined])
})

test('options of another kind than the files are now do not hold, and that is said', async () => {
  await writeFile(source, '{"id": 1}\n{"id": 2}\n')
  expect((await take()).warnings).toEqual([
    'prices is JSON now, so it is not read in the way that was chosen before.',
  ])
  expect(await read()).toEqual({ delimiter: 'json', columns: ['id VARCHAR'] })
})
