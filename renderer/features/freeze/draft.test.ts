import { expect, test } from 'vitest'
import type { FreezePlan, Receipt } from '../../../shared/model/receipt.ts'
import { draftAgain, firstDraft, freezeRequest, presentRoles, withRoles, withSource } from './draft.ts'

const sessions = firstDraft({ kind: 'reference', reference: 'sessions@v5' })

test('only what was chosen is asked for, and an existing dataset keeps its split', () => {
  expect(sessions.dataset).toBe('sessions-set')
  expect(freezeRequest(sessions, true)).toEqual({ dataset: 'sessions-set', from: 'sessions@v5' })
  expect(freezeRequest({ ...sessions, where: ' a > 0 ', stratify: 'b', seed: '7' }, false)).toMatchObject({
    where: 'a > 0',
    stratify: 'b',
    seed: '7',
    split: [{ name: 'train' }, { name: 'validation' }, { name: 'test' }],
  })
})

test('there is one label: the column that had it becomes a feature', () => {
  const first = withRoles({}, { a: 'feature', b: 'feature' }, ['a'], 'label')
  const second = withRoles(first, { a: 'label', b: 'feature' }, ['b'], 'label')
  expect(second).toEqual({ a: 'feature', b: 'label' })
  expect(freezeRequest({ ...sessions, roles: second }, true)).toMatchObject({ label: 'b' })
})

test('another id is named together with those that an earlier version brings', () => {
  const roles = withRoles({}, { session: 'id', host: 'feature' }, ['host'], 'id')
  expect(freezeRequest({ ...sessions, roles }, true).id).toEqual(['session', 'host'])
})

test('what the engine answered counts, and what was chosen since', () => {
  const plan = { columns: [{ name: 'a', type: 'INTEGER', role: 'id' }] } as unknown as FreezePlan
  expect(presentRoles(plan, { a: 'ignore' }, true)).toEqual({ a: 'ignore' })
  expect(presentRoles(plan, { a: 'ignore' }, false)).toEqual({ a: 'id' })
})

test('freezing again takes over source, roles and filter', () => {
  const receipt = {
    dataset: 'bot-detector',
    where: 'seconds > 0',
    dedupe: 'exact',
    columns: [
      { name: 'session', role: 'id' },
      { name: 'bytes', role: 'feature' },
      { name: 'is_bot', role: 'label' },
    ],
  } as unknown as Receipt
  const recipe = (sql: string) => ({ steps: [{ name: 'frozen source', sql }], parameters: {} })
  const again = draftAgain(receipt, recipe('FROM "sessions"'), {})
  expect(freezeRequest(again, true)).toEqual({
    dataset: 'bot-detector',
    from: 'sessions',
    label: 'is_bot',
    where: 'seconds > 0',
    dedupe: 'exact',
  })
  expect(draftAgain(receipt, recipe('SELECT 1 FROM sessions'), {}).source.kind).toBe('query')
})

test('a name that nobody chose goes with the source', () => {
  const source = { kind: 'reference', reference: 'access' } as const
  expect(withSource(sessions, source).dataset).toBe('access-set')
  expect(withSource({ ...sessions, dataset: 'bots' }, source).dataset).toBeUndefined()
})
