import { expect, test } from 'vitest'
import { z } from 'zod'
import { createCaller } from './caller.ts'
import { contract } from './contract.ts'
import { FirnError } from './errors.ts'
import { encodeFrame, readAnswerFrame } from './frames.ts'
import { type Method, method, opening } from './method.ts'
import { createResponder } from './responder.ts'
import { transportPair } from './transport.ts'

const doors = {
  'door.open': opening(method({ name: z.string() }).returns<{ readonly id: string }>(), ({ id }) => ({
    method: 'door.close',
    input: { id },
  })),
  'door.close': method({ id: z.string() }).returns<null>(),
}

/** A house whose doors open when they are told to, whether or not somebody still waits. */
function house() {
  const [outside, inside] = transportPair()
  const open = new Set<string>()
  let goOn = () => {}
  const told = new Promise<void>((resolve) => {
    goOn = resolve
  })
  createResponder(inside, doors, {
    'door.open': async ({ name }) => {
      await told
      open.add(name)
      return { id: name }
    },
    'door.close': ({ id }) => {
      open.delete(id)
      return null
    },
  })
  return { outside, open, goOn }
}

const settled = () => new Promise((resolve) => setTimeout(resolve, 20))

test('what a call opens after it was cancelled is closed again', async () => {
  const { outside, open, goOn } = house()
  const caller = createCaller<typeof doors>(outside, () => new FirnError('disconnected', 'Gone.'))
  const stop = new AbortController()
  const call = caller.call('door.open', { name: 'north' }, { signal: stop.signal })
  const other = caller.call('door.open', { name: 'south' })
  await settled()
  stop.abort()
  await expect(call).rejects.toMatchObject({ code: 'cancelled' })
  goOn()
  expect(await other).toEqual({ id: 'south' })
  await settled()
  expect([...open]).toEqual(['south'])
})

test('a cancel that crosses the answer closes what the answer has opened', async () => {
  const { outside, open, goOn } = house()
  const answers: string[] = []
  outside.onMessage((text) => {
    const frame = readAnswerFrame(text)
    if (frame !== undefined) answers.push(frame.type)
  })
  goOn()
  for (const id of [1, 2])
    outside.send(encodeFrame({ type: 'call', id, method: 'door.open', input: { name: `door ${id}` } }))
  await settled()
  expect(answers).toEqual(['ok', 'ok'])
  expect(open.size).toBe(2)
  outside.send(encodeFrame({ type: 'cancel', id: 1 }))
  await settled()
  expect([...open]).toEqual(['door 2'])
})

test('what opens when the line is closed already does not stay open', async () => {
  const { outside, open, goOn } = house()
  outside.send(encodeFrame({ type: 'call', id: 1, method: 'door.open', input: { name: 'north' } }))
  await settled()
  outside.close()
  await settled()
  goOn()
  await settled()
  expect([...open]).toEqual([])
})

test('every method that opens something names one that closes it', () => {
  const methods: { readonly [name: string]: Method } = contract
  const openings = Object.entries(methods).filter(([, { undo }]) => undo !== undefined)
  expect(openings.map(([name]) => name).sort()).toEqual([
    'compare.start',
    'import.open',
    'query.start',
    'query.view',
  ])
  for (const [name, { undo }] of openings) {
    const close = undo?.({ resultId: 'x', importId: 'x', comparisonId: 'x' })
    const closing = methods[close?.method ?? '']
    expect(closing?.input.safeParse(close?.input).success, name).toBe(true)
  }
})
