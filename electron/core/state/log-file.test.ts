import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { lastLogLines, logPath, openLog } from './log-file.ts'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'firn-log-'))
})
afterEach(() => rm(folder, { recursive: true }))

test('a line says when, who, what, and facts', async () => {
  const log = openLog(folder, 'engine')
  log.write('call failed', { method: 'query.start', code: 'syntax', ms: 12, more: undefined })
  await log.settled()
  expect(await readFile(logPath(folder), 'utf8')).toMatch(
    /^\d{4}-\d\d-\d\dT[\d:.]+Z engine:\d+ call failed method=query\.start code=syntax ms=12\n$/,
  )
})

test('what could be data is not written', async () => {
  const log = openLog(folder, 'desktop')
  for (const value of [
    'SELECT secret FROM people',
    '/home/ada/salaries.csv',
    "O'Hara",
    'a\nb',
    'x'.repeat(100),
  ])
    log.write('call failed', { value })
  await log.settled()
  expect((await lastLogLines(folder, 10)).map((line) => line.split(' ').at(-1))).toEqual(
    Array.from({ length: 5 }, () => 'value=?'),
  )
})

test('two files at most, of a bounded size; the last lines are found in both', async () => {
  const one = openLog(folder, 'engine', 2000)
  const other = openLog(folder, 'desktop', 2000)
  for (let each = 0; each < 100; each += 1) {
    one.write('call was slow', { ms: each })
    other.write('window opened', { ms: each })
    await Promise.all([one.settled(), other.settled()])
  }
  const files = await readdir(join(folder, 'logs'))
  expect(files.sort()).toEqual(['firn.log', 'firn.older.log'])
  for (const file of files) expect((await stat(join(folder, 'logs', file))).size).toBeLessThanOrEqual(2100)
  const lines = await lastLogLines(folder, 20)
  expect(lines).toHaveLength(20)
  expect(lines.some((line) => line.endsWith('ms=99'))).toBe(true)
})

test('a log that is not there has no lines', async () => {
  expect(await lastLogLines(folder, 20)).toEqual([])
})
