import { expect, test } from 'vitest'
import type { ScheduleState } from '../../shared/contract/schedule.ts'
import { nextRuns } from './next-run.ts'

const schedule = (dataset: string, more: Partial<ScheduleState>): ScheduleState => ({
  dataset,
  sources: ['/data'],
  sourcesSet: false,
  schedule: { times: { kind: 'every', every: '1d' }, from: '2026-03-01T12:00:00.000Z', expire: false },
  next: [],
  ...more,
})

test('the soonest run comes first; what nobody agreed to here runs never', () => {
  expect(
    nextRuns([
      schedule('late', { next: ['2026-03-03T09:00:00.000Z', '2026-03-04T09:00:00.000Z'] }),
      schedule('soon', { next: ['2026-03-02T12:00:00.000Z'] }),
      schedule('due', { due: '2026-03-01T12:00:00.000Z', next: ['2026-03-04T12:00:00.000Z'] }),
      schedule('elsewhere', { next: ['2026-03-01T13:00:00.000Z'], idle: 'Nobody has agreed to it.' }),
      schedule('over', {}),
    ]),
  ).toEqual([
    { dataset: 'due', at: '2026-03-01T12:00:00.000Z' },
    { dataset: 'soon', at: '2026-03-02T12:00:00.000Z' },
    { dataset: 'late', at: '2026-03-03T09:00:00.000Z' },
  ])
})
