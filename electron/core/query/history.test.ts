import { appendFile, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createHistory } from './history.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'firn-history-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))
const entry = (sql: string) => ({
  sql,
  startedAt: '2026-01-05T10:00:00Z',
  elapsedMs: 3,
  rows: 1,
  inputs: ['events@v3'],
})

test('the newest is first, also for another program', async () => {
  const history = createHistory(folder)
  await Promise.all([
    history.add(entry('SELECT 1')),
    history.add(entry('SELECT 2')),
    history.add(entry('SELECT 3')),
  ])
  const entries = await createHistory(folder).entries()
  expect(entries.map((each) => each.sql)).toEqual(['SELECT 3', 'SELECT 2', 'SELECT 1'])
  expect(entries[0]).toMatchObject({ rows: 1, inputs: ['events@v3'] })
  expect(new Set(entries.map((each) => each.id)).size).toBe(3)
})

test('a damaged line is told, and swallows nothing after it', async () => {
  const history = createHistory(folder)
  await history.add(entry('SELECT 1'))
  await appendFile(join(folder, 'query-history.jsonl'), '{"sql":"torn')
  await history.add(entry('SELECT 2'))
  const entries = await history.entries()
  expect(entries.map((each) => each.problem ?? each.sql)).toEqual([
    'SELECT 2',
    'This entry of the history is damaged and cannot be read.',
    'SELECT 1',
  ])
})

test('it is bounded', async () => {
  const file = join(folder, 'query-history.jsonl')
  const line = `${JSON.stringify({ id: 'x', ...entry('SELECT 1'.padEnd(1000)) })}\n`
  await writeFile(file, line.repeat(5000))
  await createHistory(folder).add(entry('SELECT 2'))
  expect((await stat(file)).size).toBeLessThan(2_000_000)
  expect((await readFile(file, 'utf8')).trimEnd().split('\n').at(-1)).toContain('SELECT 2')
})

test('a folder that cannot be written fails no query', async () => {
  await writeFile(join(folder, 'file'), '')
  await createHistory(join(folder, 'file')).add(entry('SELECT 1'))
  expect(await createHistory(join(folder, 'nowhere')).entries()).toEqual([])
})
