import { expect, it } from 'vitest'
import { coverage, resultLine, spokenResult } from './result-words.ts'

const input = (dataset: string, version: number) => ({ dataset, version, id: 'x', named: dataset })
const open = {
  resultId: 'r1',
  sql: '',
  columns: [],
  firstPage: [],
  state: 'ready' as const,
  inputs: [input('access', 12)],
  files: [],
  warnings: [],
  elapsedMs: 310,
}
const live = { open, state: 'ready' as const, rows: 1_204_331, elapsedMs: 310, problem: undefined }

it('says rows, time and what was covered', () => {
  expect(resultLine(live, live)).toBe('1,204,331 rows · 0.31 s · all rows of v12')
})

it('reads rows and time aloud', () => {
  expect(spokenResult(live, live)).toBe('1,204,331 rows in 0.31 s')
  const filtered = { ...live, open: { ...open, resultId: 'r2' }, rows: 1 }
  expect(spokenResult(filtered, live)).toBe('1 row of 1,204,331 rows in 0.31 s')
})

it('says how many of how many while filtered', () => {
  const filtered = { ...live, open: { ...open, resultId: 'r2' }, rows: 1 }
  expect(resultLine(filtered, live)).toBe('1 row of 1,204,331 rows · 0.31 s · all rows of v12')
})

it('names datasets when there are several, and counts many files', () => {
  expect(coverage({ inputs: [input('a', 1), input('b', 2)], files: [] })).toBe('all rows of a v1, b v2')
  expect(coverage({ inputs: [], files: ['/x/a.csv', '/x/b.csv', '/x/c.csv'] })).toBe('all rows of 3 files')
})
