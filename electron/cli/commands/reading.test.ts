import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ReadOptions } from '../../../shared/model/table.ts'
import { openTestEngine } from '../../core/testing/open-engine.ts'
import { runCommandIn } from '../testing/server-process.ts'

let folder: string
let store: string

const prices = "made by hand\n1;2,5;n/a\n2;3,5;'a;b'\n"
const logLines = 'web1 GET 200\nweb2 POST 404\n  more of it\n'

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'firn-reading-'))
  store = join(folder, 'store')
  await writeFile(join(folder, 'prices.csv'), prices)
  await writeFile(join(folder, 'app.log'), logLines)
  await writeFile(
    join(folder, 'access.log'),
    '10.0.0.1 - ada [17/May/2026:10:05:03 +0000] "GET /a HTTP/1.1" 200 2326\n',
  )
  await writeFile(join(folder, 'one.json'), '[{"a": 1}, {"a": 2}]')
  await runCommandIn(folder, 'init', '--store', store)
})
afterAll(() => rm(folder, { recursive: true, force: true }))

interface Inspected {
  readonly tables: readonly {
    readonly name: string
    readonly options: ReadOptions
    readonly rows: number
    readonly rejected: number
    readonly columns: readonly { readonly name: string; readonly type: string }[]
  }[]
}

const inspect = async (...args: readonly string[]) => {
  const [table] = ((await runCommandIn(folder, 'inspect', ...args)) as Inspected).tables
  if (table === undefined) throw new Error('There is no table.')
  return table
}

const asPrices = [
  ...['--delimiter', 'semicolon', '--quote', 'single quotes', '--no-header', '--skip', '1'],
  ...['--null', 'n/a'],
]

test('delimited text is read as it was said, and types are chosen by column', async () => {
  const table = await inspect('prices.csv', ...asPrices)
  expect(table.options).toMatchObject({
    kind: 'delimited',
    delimiter: ';',
    quote: "'",
    escape: "'",
    header: false,
    skip: 1,
    nullTexts: ['n/a'],
  })
  expect(table.rows).toBe(2)
  const [first] = table.columns
  const typed = await inspect('prices.csv', ...asPrices, '--type', `${first?.name}=decimal(10, 2)`)
  expect(typed.columns.map(({ type }) => type)).toEqual(['DECIMAL(10,2)', 'VARCHAR', 'VARCHAR'])
})

test('what was recognised gives way', async () => {
  const recognised = await inspect('prices.csv')
  expect(recognised.options).toMatchObject({ delimiter: ';', quote: "'", header: false, skip: 1 })
  const words = ['--delimiter', ',', '--quote', 'nothing is quoted', '--header', '--skip', '0']
  const { options } = await inspect('prices.csv', '--table', 'prices', ...words)
  expect(options).toMatchObject({ delimiter: ',', quote: '', escape: '', header: true, skip: 0 })
})

test('a snapshot keeps what was said as one of the window does', async () => {
  const taken = (await runCommandIn(
    folder,
    ...['snapshot', 'prices', 'prices.csv', ...asPrices, '--type', 'column1=VARCHAR', '--store', store],
  )) as { content: string }
  const engine = await openTestEngine()
  try {
    const sources = [join(folder, 'prices.csv')]
    const { importId, discovery } = await engine.call('import.open', { sources })
    const found = discovery.tables[0]?.options
    if (found?.kind !== 'delimited') throw new Error('It is delimited text.')
    const options: ReadOptions = {
      ...found,
      delimiter: ';',
      quote: "'",
      escape: "'",
      header: false,
      skip: 1,
      nullTexts: ['n/a'],
    }
    await engine.call('import.change', { importId, table: 'prices', options })
    const { content } = await engine.call('snapshot.take', {
      dataset: 'prices',
      sources,
      options: { prices: options },
      types: { prices: { column1: 'VARCHAR' } },
    })
    expect(taken.content).toBe(content)
  } finally {
    await engine.close()
  }
})

test('the next version is read in the same way, and one of several tables at a time can be told another', async () => {
  const at = (name: string) => join(folder, 'two', name)
  await mkdir(join(folder, 'two'))
  await writeFile(at('a.csv'), 'n;text\n1;x\n')
  await writeFile(at('b.csv'), 'm;day\n7;2026-01-01\n')
  const take = (...more: readonly string[]) =>
    runCommandIn(folder, 'snapshot', 'two', 'two', ...more, '--store', store)
  const types = async () =>
    ((await runCommandIn(folder, 'schema', 'two', '--store', store)) as Inspected).tables
      .map(({ name, columns }) => `${name}: ${columns.map(({ type }) => type).join(' ')}`)
      .toSorted()
  await take('--table', 'a', '--type', 'n=VARCHAR', '--table', 'b', '--type', 'm=INTEGER')
  expect(await types()).toEqual(['a: VARCHAR VARCHAR', 'b: INTEGER DATE'])

  await writeFile(at('a.csv'), 'n;text\n2;x\n')
  await take('--table', 'b', '--type', 'day=VARCHAR')
  expect(await types()).toEqual(['a: VARCHAR VARCHAR', 'b: INTEGER VARCHAR'])

  await take('--as-found')
  expect(await types()).toEqual(['a: BIGINT VARCHAR', 'b: BIGINT DATE'])
})

test('logs are split by a known pattern or by one of their own, records of several lines too', async () => {
  const known = await inspect('access.log', '--pattern', 'common')
  expect([known.options, known.rows, known.rejected]).toMatchObject([
    { kind: 'log', pattern: 'common' },
    1,
    0,
  ])
  const own = await inspect(
    'app.log',
    ...['--pattern', String.raw`^(?<host>\S+) (?<method>[A-Z]+) (?<status>\d+)(?<rest>[\s\S]*)$`],
    ...['--record-start', '^web', '--type', 'status=INTEGER'],
  )
  expect(own.options).toMatchObject({ kind: 'log', pattern: 'custom', recordStart: '^web' })
  expect(own.columns.map(({ name, type }) => [name, type])).toEqual([
    ['host', 'VARCHAR'],
    ['method', 'VARCHAR'],
    ['status', 'INTEGER'],
    ['rest', 'VARCHAR'],
  ])
  expect([own.rows, own.rejected]).toEqual([2, 0])
})

test.each([
  [['prices.csv', '--type', 'nothing=BIGINT'], /no column \\"nothing\\".*There are: /],
  [['prices.csv', '--type', 'a=BIGINT); DROP'], /is no type.*DECIMAL\(18,3\)/],
  [['prices.csv', '--delimiter', 'semikolon'], /comma, semicolon, tab, pipe, space/],
  [['prices.csv', '--pattern', 'common'], /--pattern is for a log, and there is none: prices is csv/],
  [['access.log', '--pattern', 'comon'], /no known name.*common \(Apache common\)/],
  [['access.log', '--pattern', '(?<a>x'], /Invalid regular expression/],
  [['access.log', '--record-start', '^x'], /belongs to a pattern of your own/],
  [['one.json', '--shape', 'list'], /lines, array, record/],
  [['prices.csv', '--table', 'price'], /no table \\"price\\".*There is: prices/],
])('%j is refused with what is possible', async (args, words) => {
  await expect(runCommandIn(folder, 'inspect', ...args)).rejects.toThrow(words)
})
