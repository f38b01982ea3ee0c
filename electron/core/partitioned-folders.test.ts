import { existsSync } from 'node:fs'
import { cp, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { DuckDBInstance } from '@duckdb/node-api'
import type { DiscoveredTable } from '../../shared/model/discovery.ts'
import { openIngestEngine, type IngestEngine } from './ingest/testing/ingest-engine.ts'
import { layout } from './store/layout.ts'
import { openTableStore, type TableStore } from './testing/chunked-store.ts'

let engine: IngestEngine
let folder = ''
let number = 0
beforeAll(() => {
  engine = openIngestEngine()
})
afterAll(() => engine.close())
beforeEach(() => {
  number += 1
  folder = join(engine.folder, `sales-${number}`)
})

async function write(path: string, content: string): Promise<void> {
  await mkdir(dirname(join(folder, path)), { recursive: true })
  await writeFile(join(folder, path), content)
}

/** Runs what DuckDB itself would answer; the folder of the case is `$folder`. */
async function duckdb(sql: string): Promise<unknown[]> {
  const connection = await (await DuckDBInstance.create(':memory:')).connect()
  try {
    return (await connection.runAndReadAll(sql.replaceAll('$folder', folder))).getRowsJson()
  } finally {
    connection.closeSync()
  }
}

async function onlyTable(): Promise<DiscoveredTable> {
  const { discovery } = await engine.discover([folder])
  expect(discovery.problems).toEqual([])
  expect(discovery.tables.map(({ name }) => name)).toHaveLength(1)
  const [table] = discovery.tables
  if (table === undefined) throw new Error('no table')
  return table
}

const typesOf = ({ columns }: Pick<DiscoveredTable, 'columns'>) =>
  columns.map(({ name, type }) => `${name} ${type}`)

describe('folders that state values', () => {
  it('are columns of one table, as DuckDB reads them', async () => {
    for (const month of ['01', '02', '12'])
      for (const region of ['eu', 'north%20america', '__HIVE_DEFAULT_PARTITION__'])
        await write(
          `month=${month}/day=2026-${month}-03/region=${region}/part-0.csv`,
          `id,amount\n${Number(month)}1,1.5\n${Number(month)}2,2\n`,
        )
    const table = await onlyTable()
    expect(table.name).toBe(`sales-${number}`)
    expect(typesOf(table)).toEqual([
      'id BIGINT',
      'amount DOUBLE',
      'month BIGINT',
      'day DATE',
      'region VARCHAR',
    ])
    expect(table.rows).toBe(18)
    expect(table.columns.find(({ name }) => name === 'region')).toMatchObject({ nullable: true, present: 12 })
    const columns = 'id::TEXT, amount::TEXT, month::TEXT, day::TEXT, region'
    const expected = await duckdb(
      `SELECT ${columns} FROM read_csv('$folder/**/*.csv', hive_partitioning = true, hive_types = {month: BIGINT, day: DATE}) ORDER BY ALL`,
    )
    expect(expected).toHaveLength(18)
    expect(await engine.query([folder], table, `SELECT ${columns} FROM rows ORDER BY ALL`)).toEqual(expected)
  })

  it.each(['json', 'parquet', 'log'] as const)('are columns of %s files too', async (format) => {
    for (const year of ['2025', '2026']) {
      const rows = `SELECT range AS n, 'x' AS word FROM range(3)`
      const line = (n: number) => `10.0.0.${n} - - [10/Oct/${year}:13:55:36 +0000] "GET /a HTTP/1.1" 200 23\n`
      await mkdir(join(folder, `year=${year}`), { recursive: true })
      if (format === 'log') await write(`year=${year}/a.log`, [1, 2, 3].map(line).join(''))
      else await duckdb(`COPY (${rows}) TO '$folder/year=${year}/a.${format}' (FORMAT ${format})`)
    }
    const table = await onlyTable()
    expect(
      await engine.query([folder], table, 'SELECT year, count(*)::INT FROM rows GROUP BY year ORDER BY year'),
    ).toEqual([
      ['2025', 3],
      ['2026', 3],
    ])
  })

  it('count before a column of the files of that name, where it stands', async () => {
    await write('X=7/a.csv', 'x,y\n1,2\n')
    await write('X=8/a.csv', 'x,y\nmany,3\n')
    const table = await onlyTable()
    expect(typesOf(table)).toEqual(['x BIGINT', 'y BIGINT'])
    expect(table.conflicts).toEqual([])
    expect(await engine.query([folder], table, 'SELECT x::INT, y::INT FROM rows ORDER BY x')).toEqual([
      [7, 2],
      [8, 3],
    ])
  })

  it('keep their text where a person wants text, and lose what does not fit a wanted type in sight', async () => {
    await write('month=05/kind=a/a.csv', 'id\n1\n')
    await write('month=06/kind=3/a.csv', 'id\n2\n')
    const types = { [`sales-${number}`]: { month: 'VARCHAR', kind: 'INTEGER' } }
    const { discovery } = await engine.discover([folder], { types })
    const [table] = discovery.tables
    if (table === undefined) throw new Error('no table')
    expect(table.conflicts).toMatchObject([{ column: 'kind', resolved: 'INTEGER' }])
    expect(table.columns.find(({ name }) => name === 'kind')).toMatchObject({ present: 1, nullable: true })
    expect(await engine.query([folder], table, 'SELECT month, kind FROM rows ORDER BY month')).toEqual([
      ['05', null],
      ['06', 3],
    ])
  })

  it('with other keys than most are told, and are no rows', async () => {
    for (const month of [1, 2, 3]) await write(`year=2026/month=${month}/a.csv`, 'id\n1\n')
    await write('year=2025/a.csv', 'id\n1\n')
    const { discovery } = await engine.discover([folder])
    expect(discovery.tables.map(({ rows }) => rows)).toEqual([3])
    expect(discovery.problems.map(({ message }) => message)).toEqual([
      'year=2025/a.csv is part of no table: the folders state values of year, those of the other files there of month, year.',
    ])
  })

  it('are looked up among many files, and only the files that a filter leaves are opened', async () => {
    const files = 350
    for (let day = 0; day < files; day += 1) await write(`n=${day}/a.csv`, `id\n${day}\n`)
    const table = await onlyTable()
    expect(
      await engine.query(
        [folder],
        table,
        'SELECT count(*)::INT, (sum(id) - sum(n))::INT, count(*) FILTER (id = n)::INT FROM rows',
      ),
    ).toEqual([[files, 0, files]])
    // What is not opened need not be there.
    for (let day = 0; day < files; day += 1)
      if (day !== 217) await writeFile(join(folder, `n=${day}/a.csv`), 'id\nnot a number\n')
    expect(await engine.query([folder], table, 'SELECT id::INT FROM rows WHERE n = 217')).toEqual([[217]])
  })
})

describe('snapshots of folders that state values', () => {
  let store: TableStore
  beforeEach(async () => {
    store = await openTableStore(engine)
  })

  const ordered = async (reference: string) =>
    (await store.rows(reference)).map((row) => row.join()).toSorted()

  it('read the same, though equal files are one object, and old versions do so for ever', async () => {
    await write('year=2025/a.csv', 'id,word\n1,one\n')
    await write('year=2026/a.csv', 'id,word\n1,one\n')
    await store.take('sales', folder)
    await write('year=2027/a.csv', 'id,word\n2,two\n')
    await store.take('sales', folder)
    expect(await ordered('sales@v1')).toEqual(['1,one,2025', '1,one,2026'])
    expect(await ordered('sales@v2')).toHaveLength(3)
    expect(await store.store.verify({ data: true })).toMatchObject({ ok: true })
    const firn = JSON.parse(await readFile(layout.firnFile(store.store.path), 'utf8')) as unknown
    expect(firn).toMatchObject({ features: [{ name: 'partitions', mandatory: true }] })
  })

  it('have another content when only a value changed, and the same one when only names of files did', async () => {
    await write('year=2025/a.csv', 'id,word\n1,one\n')
    await write('year=2026/a.csv', 'id,word\n2,two\n')
    await store.take('sales', folder)
    const content = async (version: number) =>
      (await store.store.resolve(`sales@v${version}`)).snapshot.content
    await rename(join(folder, 'year=2026'), join(folder, 'year=2027'))
    await store.take('sales', folder)
    expect(await content(2)).not.toBe(await content(1))

    const other = `${folder}-renamed`
    await cp(folder, other, { recursive: true })
    await rename(join(other, 'year=2027/a.csv'), join(other, 'year=2027/b.csv'))
    await store.take('renamed', other)
    expect((await store.store.resolve('renamed')).snapshot.content).toBe(await content(2))
  })

  it('are checked out as they were', async () => {
    await write('year=2025/a.csv', 'id\n1\n')
    await write('year=2026/a.csv', 'id\n2\n')
    await store.take('sales', folder)
    const out = `${folder}-out`
    await store.store.checkOut('sales', out, { signal: new AbortController().signal, progress: () => {} })
    expect(await readFile(join(out, 'year=2026/a.csv'), 'utf8')).toBe('id\n2\n')
    expect(existsSync(join(out, 'year=2025/a.csv'))).toBe(true)
    await rm(out, { recursive: true })
  })
})
