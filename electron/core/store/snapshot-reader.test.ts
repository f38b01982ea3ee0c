import { join } from 'node:path'
import { expect, test } from 'vitest'
import { canonicalBytes } from './canonical.ts'
import { decodeSnapshot } from './snapshot-reader.ts'
import { csvTable, snapshot, temporaryStore, writeFiles } from './testing/temporary.ts'

const hostile = `VARCHAR) || (SELECT count(*) FROM enable_logging())::VARCHAR || CAST('' AS VARCHAR`

async function taken() {
  const { folder, store } = await temporaryStore()
  await writeFiles(folder, { 'a.csv': 'a\n1\n2\n' })
  const tables = [csvTable('a', ['a.csv'])]
  const committed = await snapshot(store, 'events', [join(folder, 'a.csv')], { tables })
  return { folder, store, committed }
}

test('a snapshot of this program is read', async () => {
  const { committed } = await taken()
  expect(decodeSnapshot(canonicalBytes(committed.snapshot), 'events@v1')).toEqual(committed.snapshot)
})

test('a snapshot whose types or options are SQL of their own is refused', async () => {
  const { committed } = await taken()
  const { snapshot: good } = committed
  const [table] = good.tables
  const [column] = table?.columns ?? []
  const log = { kind: 'log', pattern: 'custom', expression: '', fields: [{ name: 'a', type: hostile }] }
  const tables: readonly (readonly [string, object])[] = [
    ['tables.0.columns.0.type', { columns: [{ ...column, type: hostile }] }],
    ['tables.0.options.skip', { options: { ...table?.options, skip: '0) UNION SELECT 1 --' } }],
    ['tables.0.options.fields.0.type', { format: 'log', options: log }],
    ['tables.0.compression', { compression: `none'` }],
    ['tables.0.rejects', { rejects: '../../firn.json' }],
    ['tables.0.rows', { rows: '-1' }],
  ]
  for (const [place, change] of tables) {
    const bytes = canonicalBytes({ ...good, tables: [{ ...table, ...change }] })
    expect(() => decodeSnapshot(bytes, 'events@v1'), place).toThrow(
      `events@v1 is not what a snapshot looks like: ${place}`,
    )
  }
  expect(() => decodeSnapshot(canonicalBytes({ ...good, tree: '../..' }), 'events@v1')).toThrow('tree:')
  expect(() => decodeSnapshot(Buffer.from('no json'), 'events@v1')).toThrow(
    'is not what a snapshot looks like',
  )
})

test('fields that this program does not know do not matter', async () => {
  const { committed } = await taken()
  const [table] = committed.snapshot.tables
  const newer = { ...committed.snapshot, mood: 'good', tables: [{ ...table, chunks: 3 }] }
  expect(decodeSnapshot(canonicalBytes(newer), 'events@v1')).toEqual(newer)
})

test('what could not be read again is not committed', async () => {
  const { folder, store } = await taken()
  const columns = [{ name: 'a', type: hostile, nullable: true, present: '2' }]
  await expect(
    snapshot(store, 'other', [join(folder, 'a.csv')], { tables: [csvTable('a', ['a.csv'], { columns })] }),
  ).rejects.toMatchObject({
    code: 'invalid-input',
    message: expect.stringContaining('is not a SQL type') as string,
  })
  expect(await store.datasets()).toHaveLength(1)
})
