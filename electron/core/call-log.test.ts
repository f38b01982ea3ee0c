import { expect, test } from 'vitest'
import { FirnError } from '../../shared/contract/errors.ts'
import type { CallContext } from '../../shared/contract/responder.ts'
import { withCallLog } from './call-log.ts'

const context: CallContext = { signal: new AbortController().signal, progress: () => {} }

function logged() {
  const lines: unknown[] = []
  const handlers = withCallLog(
    {
      good: (input: string) => Promise.resolve(`answer to ${input}`),
      bad: (): Promise<never> => Promise.reject(new FirnError('sql-syntax', 'SELECT secret')),
      stopped: (): Promise<never> => Promise.reject(new FirnError('cancelled', 'Cancelled.')),
      slow: () => new Promise((resolve) => setTimeout(resolve, 1100)),
    },
    { write: (event, facts) => void lines.push([event, facts]), settled: () => Promise.resolve() },
  )
  return { lines, handlers: handlers as Record<string, (input: string, context: CallContext) => unknown> }
}

test('quick answers leave no line', async () => {
  const { lines, handlers } = logged()
  expect(await handlers['good']?.('x', context)).toBe('answer to x')
  expect(lines).toEqual([])
})

test('a failure leaves its code and is thrown on; a cancelled call is none', async () => {
  const { lines, handlers } = logged()
  await expect(handlers['bad']?.('x', context)).rejects.toThrow('SELECT secret')
  await expect(handlers['stopped']?.('x', context)).rejects.toThrow('Cancelled.')
  expect(lines).toEqual([['call failed', { method: 'bad', code: 'sql-syntax', ms: expect.any(Number) }]])
})

test('a slow call leaves its time', async () => {
  const { lines, handlers } = logged()
  await handlers['slow']?.('x', context)
  expect(lines).toEqual([['call was slow', { method: 'slow', ms: expect.any(Number) }]])
})
