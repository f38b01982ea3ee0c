import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openTestEngine, type TestEngine } from './testing/open-engine.ts'

let engine: TestEngine
beforeEach(async () => {
  engine = await openTestEngine()
  for (const [name, rows] of [
    ['2026-01-01.csv', 'id,name\n1,a\n2,b\n'],
    ['2026-01-02.csv', 'id,name\n3,c\n'],
  ] as const)
    await writeFile(join(engine.folder, name), rows)
})
afterEach(() => engine.close())

const count = async () =>
  (await engine.call('query.start', { sql: `SELECT count(*) AS n FROM '${engine.folder}/*.*'` })).firstPage

test('files of a pattern that cannot be read are an error that names them, never missing rows', async () => {
  expect(await count()).toEqual([['3']])
  const damaged = join(engine.folder, '2026-01-03.parquet')
  await writeFile(damaged, 'PAR1 this is no parquet file PAR1')
  await expect(count()).rejects.toMatchObject({
    code: 'file-unreadable',
    message: expect.stringContaining('2026-01-03.parquet') as string,
    hint: expect.stringContaining('name the files that can be read') as string,
  })
})

test('an empty file among others has no rows that could be missing', async () => {
  await writeFile(join(engine.folder, '2026-01-03.csv'), '')
  expect(await count()).toEqual([['3']])
})

test('a large file that its first rows say too little about is read whole by the next try', async () => {
  const file = join(engine.folder, 'large.csv')
  const line = `1,${'x'.repeat(1000)}\n`
  const rows = 66_000
  await writeFile(file, `id,text\n${line.repeat(rows)}n/a,late\n1,2,3\n`)
  const sql = `SELECT count(*) AS n, count(id) AS ids FROM '${file}'`
  const { firstPage, warnings } = await engine.call('query.start', { sql })
  expect(firstPage).toEqual([[String(rows + 1), String(rows + 1)]])
  expect(warnings).toEqual([expect.stringMatching(/^1 row of .*large\.csv could not be read/)])
})

test('where only later pages fail, the next run is right', async () => {
  const file = join(engine.folder, 'large.csv')
  const rows = 66_000
  await writeFile(file, `id,text\n${`1,${'x'.repeat(1000)}\n`.repeat(rows)}n/a,late\n`)
  const sql = `FROM '${file}'`
  const failed = new Promise((resolve) => {
    engine.caller.onEvent((name, event) => {
      if (name === 'result' && (event as { state: string }).state === 'failed') resolve(event)
    })
  })
  expect(await engine.call('query.start', { sql })).toMatchObject({ state: 'preparing' })
  expect(await failed).toMatchObject({
    problem: expect.stringMatching(/Run it again: every line is read first then\.$/) as string,
  })
  const { columns } = await engine.call('query.start', { sql })
  expect(columns.map(({ type }) => type)).toEqual(['VARCHAR', 'VARCHAR'])
})
