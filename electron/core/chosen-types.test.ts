import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openTestEngine, type TestEngine } from './testing/open-engine.ts'

let engine: TestEngine
beforeEach(async () => {
  engine = await openTestEngine()
  await writeFile(join(engine.folder, 'x.csv'), 'a\n1\n2\n')
})
afterEach(() => engine.close())

const hostile = `VARCHAR) || current_setting('temp_directory') || CAST('' AS VARCHAR`

it('a chosen type is a type and no SQL', async () => {
  const sources = [join(engine.folder, 'x.csv')]
  await expect(
    engine.call('snapshot.take', { dataset: 'd', sources, types: { x: { a: hostile } } }),
  ).rejects.toMatchObject({ code: 'invalid-input' })
  const { importId } = await engine.call('import.open', { sources })
  await expect(
    engine.call('import.change', { importId, table: 'x', types: { a: hostile } }),
  ).rejects.toMatchObject({ code: 'invalid-input' })
  await engine.call('snapshot.take', { dataset: 'd', sources, types: { x: { a: 'decimal(10, 2)' } } })
  const { firstPage, columns } = await engine.call('query.start', { sql: 'FROM d' })
  expect(columns.map(({ type }) => type)).toEqual(['DECIMAL(10,2)'])
  expect(firstPage).toEqual([['1.00'], ['2.00']])
})
