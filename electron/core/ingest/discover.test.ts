import { appendFileSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Progress } from '../../../shared/model/job.ts'
import type { DiscoveredTable } from '../../../shared/model/discovery.ts'
import { discoverFiles } from './discover.ts'
import { listInputs } from './input-files.ts'
import { type IngestEngine, openIngestEngine } from './testing/ingest-engine.ts'

let engine: IngestEngine
let folder = ''
let number = 0
beforeAll(() => {
  engine = openIngestEngine()
})
afterAll(() => engine.close())
beforeEach(() => {
  number += 1
  folder = join(engine.folder, `case-${number}`)
  mkdirSync(folder)
})

function write(name: string, content: string | Buffer): string {
  const path = join(folder, name)
  mkdirSync(join(path, '..'), { recursive: true })
  writeFileSync(path, content)
  return path
}

const rowsOf = (count: number, row: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => `${row(index)}\n`).join('')

async function only(
  sources: readonly string[],
  ...more: Parameters<IngestEngine['discover']> extends [unknown, ...infer Rest] ? Rest : never
): Promise<DiscoveredTable> {
  const { discovery } = await engine.discover(sources, ...more)
  expect(discovery.tables.map(({ name }) => name)).toHaveLength(1)
  const [table] = discovery.tables
  if (table === undefined) throw new Error('no table')
  return table
}

const typesOf = (table: DiscoveredTable) =>
  Object.fromEntries(table.columns.map(({ name, type }) => [name, type]))

describe('what comes after the sample', () => {
  test('a text among numbers widens the column and is shown', async () => {
    const path = write(
      'late.csv',
      `id,zip\n${rowsOf(30_000, (index) => `${index},${index + 10_000}`)}x1,00501\n`,
    )
    const table = await only([path])
    expect(typesOf(table)).toEqual({ id: 'VARCHAR', zip: 'VARCHAR' })
    expect(
      table.conflicts.map(({ column, types }) => [column, types.map(({ example }) => example)]),
    ).toContainEqual(['id', ['x1', '0']])
    expect(await engine.query([path], table, `SELECT count(*) FROM rows WHERE zip = '00501'`)).toEqual([
      ['1'],
    ])
  })

  test('keys and types of later records are found', async () => {
    const path = write(
      'late.jsonl',
      `${rowsOf(25_000, (index) => `{"id":${index},"in":{"a":1}}`)}{"id":"x","in":{"a":1,"b":[2]},"new":true}\n`,
    )
    const table = await only([path])
    expect(typesOf(table)).toEqual({ id: 'JSON', in: 'STRUCT("a" BIGINT, "b" BIGINT[])', new: 'BOOLEAN' })
    expect(await engine.query([path], table, 'SELECT id, "in", "new" FROM rows WHERE "new"')).toEqual([
      ['"x"', { a: '1', b: ['2'] }, true],
    ])
  })

  test('other line ends are read', async () => {
    const path = write('late.csv', `a,b\n${rowsOf(60_000, (index) => `${index},text`)}1,x\r\n2,y\r\n`)
    const table = await only([path])
    expect(table).toMatchObject({ rows: 60_002, rejected: 0, text: { mixedLineEnds: true } })
    expect(await engine.query([path], table, `SELECT count(*) FROM rows WHERE b IN ('x', 'y')`)).toEqual([
      ['2'],
    ])
  })

  test('keys of later key=value lines get columns', async () => {
    const path = write(
      'late.log',
      `${rowsOf(20_000, (index) => `level=info n=${index}`)}level=warn n=7 extra="new one"\n`,
    )
    const table = await only([path])
    expect(typesOf(table)).toEqual({ level: 'VARCHAR', n: 'BIGINT', extra: 'VARCHAR' })
    expect(table.columns.find(({ name }) => name === 'extra')?.present).toBe(1)
  })

  test('a sample says that it is one', async () => {
    const path = write(
      'large.csv',
      `id,text\n${rowsOf(400_000, (index) => `${index},some text that makes the file a large one`)}`,
    )
    const sample = await only([path], { depth: 'sample' })
    expect(sample).toMatchObject({ covers: 'sample', rows: 20_480 })
    expect(await only([path], { depth: 'all' })).toMatchObject({ covers: 'all', rows: 400_000 })
  })
})

describe('tables of several files', () => {
  test('files with the same columns in one folder are one table, named by it', async () => {
    for (const day of [1, 2, 3]) write(`events/day-${day}.csv`, `id,at\n${day},2024-03-0${day}\n`)
    write('events/other.csv', 'name\nx\ny\n')
    const { discovery } = await engine.discover([folder])
    expect(discovery.tables.map(({ name, files, rows }) => [name, files.length, rows])).toEqual([
      ['events', 3, 3],
      ['other', 1, 2],
    ])
    expect(discovery.tables[0]?.perFile.map(({ path, rows }) => [path, rows])).toEqual([
      ['events/day-1.csv', 1],
      ['events/day-2.csv', 1],
      ['events/day-3.csv', 1],
    ])
  })

  test('a series that gained columns is one table with NULL where they are missing', async () => {
    write('list-v1.csv', 'id,name\n1,a\n')
    write('list-v2.csv', 'name,id,price\nb,2,1.5\n')
    const table = await only([folder])
    expect(typesOf(table)).toEqual({ name: 'VARCHAR', id: 'BIGINT', price: 'DOUBLE' })
    expect(await engine.query([folder], table, 'SELECT id, name, price FROM rows ORDER BY id')).toEqual([
      ['1', 'a', null],
      ['2', 'b', 1.5],
    ])
  })

  test('columns that are a part of those of an unrelated file make a table of their own', async () => {
    write('weather.csv', 'city,date,rain\nOslo,2024-01-01,1\n')
    write('seattle.csv', 'date,rain\n2024-01-01,1\n')
    expect((await engine.discover([folder])).discovery.tables.map(({ name }) => name)).toEqual([
      'seattle',
      'weather',
    ])
  })

  test('types that differ between files are a conflict with examples', async () => {
    write('a.csv', 'id,value\n1,10\n')
    write('b.csv', 'id,value\n2,1.5\n')
    write('c.csv', 'id,value\n3,n/a\n')
    const table = await only([folder])
    expect(typesOf(table)['value']).toBe('VARCHAR')
    const [conflict] = table.conflicts
    expect(conflict?.types.map(({ type, files, example }) => [type, files, example])).toEqual([
      ['BIGINT', 1, '10'],
      ['DOUBLE', 1, '1.5'],
      ['VARCHAR', 1, 'n/a'],
    ])
  })

  test('packed and plain files are tables apart, and both are read', async () => {
    write('a.csv', 'id\n1\n2\n')
    write('b.csv.gz', gzipSync('id\n3\n'))
    const { discovery } = await engine.discover([folder])
    expect(discovery.tables.map(({ name, compression, rows }) => [name, compression, rows])).toEqual([
      ['a', 'none', 2],
      ['b', 'gzip', 1],
    ])
  })

  test('tables of one name are told apart', async () => {
    write('x/data.csv', 'a,b\n1,2\n')
    write('y/data.csv', 'c,d\n1,2\n')
    write('y/data.json', '[{"e":1}]')
    expect((await engine.discover([folder])).discovery.tables.map(({ name }) => name)).toEqual([
      'data',
      'y-data',
      'data-json',
    ])
  })
})

describe('what was decided before', () => {
  test('names of tables are inherited', async () => {
    const path = write('renamed.csv', 'id,name\n1,a\n')
    expect(await only([path], { tableNames: { 'renamed.csv': 'people' } })).toMatchObject({ name: 'people' })
  })

  test('options are taken as they are', async () => {
    const path = write('data.csv', 'id;name\n1;NA\n2;b\n')
    const options = {
      kind: 'delimited',
      delimiter: ';',
      quote: '"',
      escape: '"',
      header: false,
      skip: 1,
      nullTexts: ['NA'],
    } as const
    const table = await only([path], { tableNames: { 'data.csv': 'data' }, options: { data: options } })
    expect(table).toMatchObject({
      rows: 2,
      options,
      columns: [
        { name: 'column1', type: 'BIGINT' },
        { name: 'column2', present: 1 },
      ],
    })
    expect(await engine.query([path], table, 'SELECT * FROM rows')).toEqual([
      ['1', null],
      ['2', 'b'],
    ])
  })

  test('an expression of one’s own makes typed columns', async () => {
    const path = write('own.txt', 'A-1: 10ms ok\nA-2: 20ms failed\nnonsense\n')
    const options = {
      kind: 'log',
      pattern: 'custom',
      expression: '^A-(?<id>\\d+): (?<took>\\d+)ms (?<state>\\w+)$',
      fields: [],
    } as const
    const table = await only([path], { tableNames: { 'own.txt': 'own' }, options: { own: options } })
    expect(typesOf(table)).toEqual({ id: 'BIGINT', took: 'BIGINT', state: 'VARCHAR' })
    expect(table).toMatchObject({ rows: 2, rejects: [{ line: 3, reason: 'does not begin with an id' }] })
    await expect(
      engine.discover([path], {
        tableNames: { 'own.txt': 'own' },
        options: { own: { ...options, expression: '(' } },
      }),
    ).rejects.toMatchObject({ code: 'wrong-usage' })
  })

  test('a chosen type turns what does not fit into NULL and says so', async () => {
    const path = write(
      'data.csv',
      'id,size,day\n1,10,03.02.2024\n2,-,04.02.2024\n3,007,05.02.2024\n4,1.5,06.02.2024\n',
    )
    const table = await only([path], {
      tableNames: { 'data.csv': 'data' },
      options: {
        data: {
          kind: 'delimited',
          delimiter: ',',
          quote: '"',
          escape: '"',
          header: true,
          skip: 0,
          nullTexts: [],
          dateFormat: '%d.%m.%Y',
        },
      },
      types: { data: { size: 'INTEGER', day: 'DATE' } },
    })
    expect(table.columns.map(({ name, type, present }) => [name, type, present])).toEqual([
      ['id', 'BIGINT', 4],
      ['size', 'INTEGER', 2],
      ['day', 'DATE', 4],
    ])
    expect(table.conflicts).toMatchObject([{ column: 'size', resolved: 'INTEGER' }])
    expect(await engine.query([path], table, 'SELECT size, day FROM rows')).toEqual([
      [10, '2024-02-03'],
      [null, '2024-02-04'],
      [7, '2024-02-05'],
      [null, '2024-02-06'],
    ])
  })
})

describe('what cannot be read', () => {
  test('an empty file is a problem that names it, and an error when it is all there is', async () => {
    const path = write('empty.csv', '')
    await expect(engine.discover([path])).rejects.toMatchObject({
      code: 'format',
      message: 'empty.csv is empty.',
    })
    write('good.csv', 'a\n1\n')
    const { discovery } = await engine.discover([folder])
    expect(discovery.problems).toMatchObject([{ path: 'empty.csv', message: 'empty.csv is empty.' }])
    expect(discovery.tables).toHaveLength(1)
  })

  test('colours and a few control bytes are text; what is none says why', async () => {
    const coloured = write('coloured.csv', 'name,n\n\x1b[31mred\x1b[0m,1\nbl\x01ue,2\n')
    expect(await only([coloured])).toMatchObject({ rows: 2, rejected: 0, columns: [{ name: 'name' }, {}] })
    const withNul = write('nul.csv', 'name,n\nre\0d,1\n')
    await expect(engine.discover([withNul])).rejects.toMatchObject({
      message: expect.stringContaining('nul.csv cannot be opened: ') as string,
    })
    await expect(engine.discover([withNul])).rejects.toMatchObject({
      message: expect.stringContaining('(a NUL byte at offset 9)') as string,
    })
    const machine = write('machine.csv', 'ab\x01\x02\x03\x04\x05')
    await expect(engine.discover([machine])).rejects.toMatchObject({
      message: expect.stringContaining('(5 control bytes, the first 0x01 at offset 2)') as string,
    })
  })

  test('an empty folder is an error', async () => {
    await expect(engine.discover([folder])).rejects.toMatchObject({ code: 'nothing-to-read' })
  })

  test('a source that does not exist is an error', async () => {
    await expect(engine.discover([join(folder, 'gone.csv')])).rejects.toMatchObject({ code: 'file-missing' })
  })

  test('a file that vanishes after it was listed is named', async () => {
    write('stays.csv', 'a\n1\n')
    const goes = write('goes.csv', 'a\n2\n')
    const listing = await listInputs([folder])
    rmSync(goes)
    const { discovery } = await discoverFiles([folder], listing, { depth: 'all' }, engine.access)
    expect(discovery.tables).toMatchObject([{ files: ['stays.csv'], rows: 1 }])
    expect(discovery.problems).toMatchObject([{ path: 'goes.csv' }])
    rmSync(join(folder, 'stays.csv'))
    await expect(discoverFiles([folder], listing, { depth: 'all' }, engine.access)).rejects.toMatchObject({
      code: 'file-missing',
      context: { file: 'goes.csv' },
    })
  })

  test('a damaged file among good ones is left out of their table', async () => {
    write('parts/1.csv.gz', gzipSync(`id\n${rowsOf(50_000, String)}`))
    write('parts/2.csv.gz', gzipSync(`id\n${rowsOf(50_000, String)}`).subarray(0, 50_000))
    const { discovery } = await engine.discover([folder])
    expect(discovery.tables).toMatchObject([{ files: ['parts/1.csv.gz'], rows: 50_000 }])
    expect(discovery.problems).toMatchObject([
      { path: 'parts/2.csv.gz', hint: expect.stringContaining('damaged') as string },
    ])
  })

  test('a folder that may not be listed is a problem', async (context) => {
    const { seteuid } = process
    context.skip(process.getuid?.() !== 0 || seteuid === undefined, 'needs root')
    write('open/a.csv', 'a\n1\n')
    write('closed/b.csv', 'a\n1\n')
    const { chmodSync } = await import('node:fs')
    chmodSync(join(folder, 'closed'), 0o700)
    for (const parent of [engine.folder, join(engine.folder, '..')]) chmodSync(parent, 0o755)
    seteuid?.(65_534)
    try {
      const listing = await listInputs([folder])
      expect(listing.files.map(({ path }) => path)).toEqual(['open/a.csv'])
      expect(listing.problems).toMatchObject([{ path: join(folder, 'closed') }])
    } finally {
      seteuid?.(0)
    }
  })

  test('an unknown format is an error when it was named, and left out when it lies in a folder', async () => {
    const path = write(
      'image.png',
      Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0, 0, 13, 0, 0, 1, 0, 0, 0, 2, 0]),
    )
    write('good.csv', 'a\n1\n')
    await expect(engine.discover([path])).rejects.toMatchObject({ code: 'format' })
    expect((await engine.discover([folder])).discovery.leftOut).toMatchObject([{ path: 'image.png' }])
  })
})

test('cancelling stops at once and leaves nothing half made', async () => {
  write(
    'large.log',
    rowsOf(600_000, (index) => `2024-03-01 10:00:00,123 INFO message number ${index}`),
  )
  const controller = new AbortController()
  const started = performance.now()
  const running = engine.discover([folder], {}, { signal: controller.signal })
  setTimeout(() => controller.abort(), 300)
  await expect(running).rejects.toMatchObject({ code: 'cancelled' })
  expect(performance.now() - started).toBeLessThan(10_000)
  expect(
    readdirSync(join(engine.access.cacheFolder, 'parsed')).filter((name) => name.startsWith('making-')),
  ).toEqual([])
})

test('progress is told in bytes and never goes back', async () => {
  for (const part of [1, 2])
    write(
      `logs/${part}.log`,
      rowsOf(150_000, (index) => `2024-03-0${part} 10:00:00 INFO message number ${index} of a long log`),
    )
  write('table.csv', `id\n${rowsOf(300_000, String)}`)
  const told: Progress[] = []
  await engine.discover([folder], {}, { onProgress: (progress) => told.push(progress) })
  const bytes = told.filter(({ unit }) => unit === 'bytes')
  expect(bytes.length).toBeGreaterThan(3)
  for (const [index, { done }] of bytes.entries())
    expect(done).toBeGreaterThanOrEqual(bytes[index - 1]?.done ?? 0)
  expect(bytes.at(-1)?.done).toBe(bytes.at(-1)?.total)
})

test('what was parsed is kept, and made anew when it is gone or the file has changed', async () => {
  const path = write('app.log', '2024-03-01 10:00:00 INFO one\n2024-03-01 10:00:01 INFO two\n')
  expect(await only([path])).toMatchObject({ rows: 2 })
  rmSync(join(engine.access.cacheFolder, 'parsed'), { recursive: true })
  expect(await only([path])).toMatchObject({ rows: 2 })
  appendFileSync(path, '2024-03-01 10:00:02 INFO three\n')
  expect(await only([path])).toMatchObject({ rows: 3 })
})
