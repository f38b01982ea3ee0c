import { expect, it } from 'vitest'
import type { OpenResult } from '../../../shared/contract/query.ts'
import { forgetResult, trackResult, whenReady } from './result-events.ts'

const preparing = (resultId: string) =>
  trackResult({ resultId, sql: 'SELECT 1', state: 'preparing' } as OpenResult)

it('lets nobody wait for a result that is closed', async () => {
  const [one, other] = [preparing('one'), preparing('other')]
  const outcomes: string[] = []
  const waiting = [one, other].map((open) =>
    whenReady(open).catch((error: { code: string }) => outcomes.push(`${open.resultId} ${error.code}`)),
  )
  forgetResult(one)
  await waiting[0]
  expect(outcomes).toEqual(['one cancelled'])
  forgetResult(other)
  await Promise.all(waiting)
  expect(outcomes).toEqual(['one cancelled', 'other cancelled'])
})
