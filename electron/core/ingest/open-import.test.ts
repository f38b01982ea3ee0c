import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openImport } from './open-import.ts'
import { type IngestEngine, openIngestEngine } from './testing/ingest-engine.ts'

let engine: IngestEngine
beforeAll(() => {
  engine = openIngestEngine()
})
afterAll(() => engine.close())

function csv(name: string, rows: number, header = 'a,b,c'): string {
  const file = join(engine.folder, `${name}.csv`)
  const lines = Array.from({ length: rows }, (_, row) => `${row},${row},${'x'.repeat(80)}`)
  writeFileSync(file, [header, ...lines, ''].join('\n'))
  return file
}

const typesOf = (columns: readonly { readonly type: string }[]) => columns.map(({ type }) => type)

test('a type that is chosen stays when the next one is chosen, and when options are', async () => {
  const importing = await openImport([csv('small', 10)], engine.access, {})
  await importing.change('small', { types: { a: 'VARCHAR' } }, {})
  const both = await importing.change('small', { types: { b: 'VARCHAR' } }, {})
  expect(typesOf(both.columns)).toEqual(['VARCHAR', 'VARCHAR', 'VARCHAR'])
  const { options } = both
  if (options.kind !== 'delimited') throw new Error('It is delimited.')
  const other = await importing.change('small', { options: { ...options, nullTexts: ['7'] } }, {})
  expect(typesOf(other.columns)).toEqual(['VARCHAR', 'VARCHAR', 'VARCHAR'])
  const back = await importing.change('small', { types: { a: 'BIGINT' } }, {})
  expect(typesOf(back.columns)).toEqual(['BIGINT', 'VARCHAR', 'VARCHAR'])
})

test('what is changed while everything is read stays changed, and is read too', async () => {
  // The first process that is leased after `hold` is set is given back only when it is let go.
  let hold: (() => Promise<void>) | undefined
  const { workers } = engine.access
  const access = {
    ...engine.access,
    workers: {
      ...workers,
      async lease(purpose: Parameters<typeof workers.lease>[0]) {
        const worker = await workers.lease(purpose)
        const held = hold
        hold = undefined
        if (held === undefined) return worker
        const release = async () => {
          await held()
          await worker.release()
        }
        return { ...worker, call: worker.call.bind(worker), release }
      },
    },
  }
  const sources = [csv('first', 300_000), csv('second', 300_000, 'd,e,f')]
  const importing = await openImport(sources, access, {})
  const covers = () => importing.discovery.tables.map((table) => table.covers)
  expect(covers()).toEqual(['sample', 'sample'])
  let letGo = () => {}
  const begun = new Promise<void>((resolve) => {
    hold = () => {
      resolve()
      return new Promise((go) => {
        letGo = go
      })
    }
  })
  const reading = importing.readAll({})
  await begun
  const changed = await importing.change('first', { types: { a: 'VARCHAR' } }, {})
  expect(changed.columns[0]?.type).toBe('VARCHAR')
  letGo()
  const all = await reading
  expect(all.tables.map(({ name, rows }) => [name, rows])).toEqual([
    ['first', 300_000],
    ['second', 300_000],
  ])
  expect(covers()).toEqual(['all', 'all'])
  expect(all.tables.map(({ columns }) => typesOf(columns))).toEqual([
    ['VARCHAR', 'BIGINT', 'VARCHAR'],
    ['BIGINT', 'BIGINT', 'VARCHAR'],
  ])
})
