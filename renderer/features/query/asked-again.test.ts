import { expect, it, vi } from 'vitest'
import { FirnError, type ErrorCode } from '../../../shared/contract/errors.ts'
import { askedAgain } from './asked-again.ts'

const refused = (code: ErrorCode) => new FirnError(code, 'No.')

function askOf(...outcomes: readonly (string | FirnError)[]) {
  let at = 0
  return vi.fn<() => Promise<string>>(() => {
    const outcome = outcomes[at++] ?? 'too often'
    return typeof outcome === 'string' ? Promise.resolve(outcome) : Promise.reject(outcome)
  })
}

it.each(['engine-died', 'disconnected'] as const)('asks once more after %s, and says so', async (code) => {
  const again = vi.fn<() => void>()
  const ask = askOf(refused(code), 'rows')
  expect(await askedAgain(ask, { isConnected: () => true, again })).toBe('rows')
  expect(again).toHaveBeenCalledTimes(1)
})

it('asks no third time', async () => {
  const ask = askOf(refused('engine-died'), refused('engine-died'))
  await expect(askedAgain(ask, { isConnected: () => true, again: () => {} })).rejects.toMatchObject({
    code: 'engine-died',
  })
  expect(ask).toHaveBeenCalledTimes(2)
})

it.each([
  ['the query killed its own process', 'worker-died', true],
  ['it was cancelled', 'cancelled', true],
  ['the query is wrong', 'sql-syntax', true],
  ['there was no engine to begin with', 'disconnected', false],
] as const)('asks once where %s', async (_why, code, isConnected) => {
  const ask = askOf(refused(code))
  const again = vi.fn<() => void>()
  await expect(askedAgain(ask, { isConnected: () => isConnected, again })).rejects.toMatchObject({ code })
  expect(again).not.toHaveBeenCalled()
  expect(ask).toHaveBeenCalledTimes(1)
})
