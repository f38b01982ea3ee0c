import { expect, test } from 'vitest'
import type { Job, Progress } from '../../shared/model/job.ts'
import { noProgress, progressOf, unknownProgress } from './job-progress.ts'

const job = (progress: Progress): Job => ({
  id: 1,
  title: 'Snapshot of events',
  state: 'running',
  startedAt: '2026-01-01T00:00:00Z',
  progress,
})

test('the share of what is known', () => {
  expect(progressOf([])).toBe(noProgress)
  expect(progressOf([job({ done: 25, total: 100, unit: 'bytes' })])).toBe(0.25)
  expect(progressOf([job({ done: 50, unit: 'percent' })])).toBe(0.5)
  expect(progressOf([job({ done: 50, unit: 'percent' }), job({ done: 4, total: 4, unit: 'files' })])).toBe(
    0.75,
  )
})

test('one job whose end is not known makes the whole unknown', () => {
  expect(progressOf([job({ done: 0, unit: 'percent' })])).toBe(unknownProgress)
  expect(progressOf([job({ done: 10, unit: 'rows' }), job({ done: 50, unit: 'percent' })])).toBe(
    unknownProgress,
  )
})

test('more than everything is everything', () => {
  expect(progressOf([job({ done: 12, total: 10, unit: 'rows' })])).toBe(1)
})
