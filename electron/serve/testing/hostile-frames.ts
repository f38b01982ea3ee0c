import type { Contract } from '../../../shared/contract/contract.ts'
import { type GoodInputs, goodInputs } from './inputs.ts'

/** One message that no window of ours would send, and what the engine owes it. */
export interface HostileFrame {
  readonly text: string
  /** The number that the answer bears; undefined where there must be none, because it is no call. */
  readonly id?: number
  /** `refused`: with `invalid-input`, before anything is done; `answered`: somehow, but with a known code. */
  readonly owed: 'refused' | 'answered' | 'nothing'
}

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }

/**
 * Makes hostile frames without an end. None of them changes anything where its schema is heeded: what would is
 * always damaged, or names nothing that exists.
 */
export function hostileFrames(random: () => number, folder: string): (id: number) => HostileFrame {
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)] as Item
  const inputs = goodInputs(folder)
  const names = Object.keys(inputs) as (keyof GoodInputs)[]
  const call = (id: number, method: string, input: string) =>
    `{"type":"call","id":${id},"method":${JSON.stringify(method)},"input":${input}}`

  /** An input with one thing wrong that the schema of any method refuses. */
  function damaged(input: { readonly [key: string]: Json }): string {
    const keys = Object.keys(input)
    const kind = keys.length === 0 ? pick(['other', 'surplus']) : pick(['other', 'surplus', 'type', 'deep'])
    if (kind === 'other') return pick(['null', '[]', '"text"', '7', 'true', '[{}]'])
    const key = pick(keys)
    const value = input[key] ?? null
    if (kind === 'type') return JSON.stringify({ ...input, [key]: pick(otherTypes(value)) })
    if (kind === 'deep')
      return `{${keys
        .map((each) => `${JSON.stringify(each)}:${each === key ? deep() : JSON.stringify(input[each])}`)
        .join(',')}}`
    const surplus = `${JSON.stringify(pick(surplusKeys))}:${pick(['{"x":1}', 'null', '"text"', '[]'])}`
    const rest = keys.map((each) => `${JSON.stringify(each)}:${JSON.stringify(input[each])}`)
    return `{${[surplus, ...rest].join(',')}}`
  }

  const deep = () => {
    const levels = pick([10, 1000, 20_000])
    return '['.repeat(levels) + ']'.repeat(levels)
  }

  /** The same shape with other values: texts that mean something to somebody, numbers at their ends. */
  function twisted(value: Json, texts: readonly string[], always: boolean): Json {
    if (typeof value === 'string') return always || random() < 0.5 ? pick(texts) : value
    if (typeof value === 'number') return random() < 0.5 ? pick(numbers) : value
    if (typeof value === 'boolean') return random() < 0.5
    if (Array.isArray(value)) return value.map((each: Json) => twisted(each, texts, always))
    if (value === null) return null
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, twisted(each, texts, always)]))
  }

  function twistedInput(name: keyof Contract): string {
    const [effect, input] = inputs[name]
    const writes = effect === 'writes'
    const other = twisted(input as Json, writes ? texts : [...texts, ...realTexts], writes) as {
      readonly [key: string]: Json
    }
    const left = Object.entries(other).filter(() => random() < 0.9)
    return JSON.stringify(Object.fromEntries(left))
  }

  return (id) => {
    const kind = random()
    if (kind < 0.05)
      return { id, owed: 'refused', text: call(id, pick(unknownMethods), pick(['{}', 'null', '7'])) }
    if (kind < 0.2) return { owed: 'nothing', text: pick(noCalls)(id) }
    const name = pick(names)
    if (kind < 0.6 || inputs[name][0] === 'leads')
      return {
        id,
        owed: 'refused',
        text: call(id, name, damaged(inputs[name][1] as { readonly [key: string]: Json })),
      }
    return { id, owed: 'answered', text: call(id, name, twistedInput(name)) }
  }
}

function otherTypes(value: Json): readonly Json[] {
  if (typeof value === 'string') return [{}, [1], 7, true]
  if (typeof value === 'number') return ['7', {}, [7], true]
  if (typeof value === 'boolean') return ['yes', 1, {}, []]
  return ['text', 7, true, Array.isArray(value) ? { length: 1 } : [1]]
}

const surplusKeys = [
  'extra',
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  'then',
  '',
]

const unknownMethods = [
  '',
  'nothing',
  'store',
  'store.info ',
  'STORE.INFO',
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  'instance.run',
  'x'.repeat(100_000),
]

const texts = [
  '',
  ' ',
  '\0',
  '\r\n',
  '\ud800',
  '\u202etxt.exe',
  '../../../../etc/passwd',
  '/etc/passwd',
  'C:\\Windows\\win.ini',
  'file:///etc/passwd',
  'http://127.0.0.1:1/x.csv',
  '**/**',
  '__proto__',
  'constructor',
  'nothing',
  'nothing@v1',
  'nothing@sha256:0',
  '@',
  '^^^^',
  "'; DROP TABLE x; --",
  '"',
  '${7*7}',
  '-1',
  'NaN',
  '9'.repeat(400),
  'x'.repeat(200_000),
  `SELECT ${'('.repeat(20_000)}`,
  `SELECT ${'1+'.repeat(5000)}1`,
  '😀'.repeat(300),
]

/** For what only reads. */
const realTexts = ['good', 'good@v1', 'good@prod', 'id', 'SELECT id, name FROM good', 'SELECT 1/0 AS id']

const numbers = [0, -1, 1.5, 1000, 1001, 2 ** 31, 2 ** 53 - 1, -(2 ** 53 - 1), 1e308, -0.0001]

/** Texts that are no call and no cancel of one. */
const noCalls: readonly ((id: number) => string)[] = [
  ...['-1', '1.5', '"7"', 'null', '9007199254740993', '1e400', '{}', '[]', 'true'].map(
    (id) => () => `{"type":"call","id":${id},"method":"store.info","input":{}}`,
  ),
  () => '{"type":"call","method":"store.info","input":{}}',
  ...['7', 'null', '{}', '["store.info"]', 'true'].map(
    (method) => (id: number) => `{"type":"call","id":${id},"method":${method},"input":{}}`,
  ),
  ...['"ok"', '"err"', '"event"', '"progress"', '"Call"', '7', 'null', '{}'].map(
    (type) => (id: number) => `{"type":${type},"id":${id},"method":"store.info","input":{},"name":"job"}`,
  ),
  (id) => `{"type":"cancel","id":${id}}`,
  () => '{"type":"cancel","id":-1}',
  (id) => `[{"type":"call","id":${id},"method":"store.info","input":{}}]`,
  (id) => `\ufeff{"type":"call","id":${id},"method":"store.info","input":{}}`,
  (id) => `{"type":"call","id":${id},"method":"store.info","input":{}`,
  (id) => `{'type':'call','id':${id}}`,
  ...['', ' ', '\0', 'null', '7', '"x"', '[]', '{}', 'NaN', 'undefined', '{"__proto__":{"type":"call"}}'].map(
    (text) => () => text,
  ),
  () => '['.repeat(100_000),
  () => `${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`,
]
