import { expect, test } from 'vitest'
import { type Envelope, readEnvelope, writeEnvelope } from './envelope.ts'
import { createManyLines } from './many-lines.ts'

test('envelopes come out as they went in, whatever a frame holds', () => {
  const envelopes: Envelope[] = [
    { kind: 'shutdown' },
    { kind: 'client', client: 7 },
    { kind: 'grant', paths: ['/a b', '/ü"\n'] },
    { kind: 'frame', client: 12, text: '{"type":"ok","id":1,"result":"1:2"}' },
    { kind: 'frame', client: 1, text: '' },
    { kind: 'frame', client: 1, text: ':' },
  ]
  for (const envelope of envelopes) expect(readEnvelope(writeEnvelope(envelope))).toEqual(envelope)
})

/** Both ends of one channel, joined at once. */
function joined() {
  const deliver = (lines: () => ReturnType<typeof createManyLines>) => ({
    send: (text: string) => {
      const envelope = readEnvelope(text)
      if (envelope.kind === 'frame' || envelope.kind === 'gone') lines().receive(envelope)
    },
  })
  const left = createManyLines(deliver(() => right))
  const right: ReturnType<typeof createManyLines> = createManyLines(deliver(() => left))
  return { left, right }
}

test('lines do not mix, keep what comes early, and end once at both ends', () => {
  const { left, right } = joined()
  const [a, b] = [left.open(1), left.open(2)]
  const [farA, farB] = [right.open(1), right.open(2)]
  a.send('early')
  const heard: string[] = []
  farA.onMessage((text) => heard.push(`A ${text}`))
  farB.onMessage((text) => heard.push(`B ${text}`))
  a.onClose(() => heard.push('a closed'))
  farA.onClose(() => heard.push('A closed'))
  b.send('second')
  a.send('third')
  expect(heard).toEqual(['A early', 'B second', 'A third'])
  a.close()
  a.close()
  a.send('too late')
  expect(heard.slice(3).sort()).toEqual(['A closed', 'a closed'])
  b.send('still there')
  expect(heard.at(-1)).toBe('B still there')
})

test('a channel that is gone ends all lines, and late listeners hear of it', () => {
  const { left } = joined()
  const line = left.open(1)
  let ended = 0
  line.onClose(() => (ended += 1))
  left.endAll()
  left.endAll()
  line.onClose(() => (ended += 1))
  expect(ended).toBe(2)
})
