import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { patience, runs } from '../testing/counts.ts'
import { jsonShape } from './json-shape.ts'
import { mergeStructures, typeOfStructure } from './json-structure.ts'
import { type IngestEngine, openIngestEngine } from './testing/ingest-engine.ts'

test.each([
  ['{"a":1}\n{"a":2}\n', '', 'lines'],
  ['{"a":1}\n', 'jsonl', 'lines'],
  ['{"a":1}\n', 'json', 'record'],
  ['{\n"a":1\n}\n', '', 'record'],
  ['[{"a":1}]', '', 'array'],
  ['[\n {"a":1}\n]', 'json', 'array'],
  ['[1, 2]', 'json', 'array'],
  ['{"a":1}\nbroken\n{"a":2}\n{"a":3}\n', '', 'lines'],
  ['42', 'json', 'record'],
  ['[2016-12-19 16:31:46,143] INFO x\n', 'log', undefined],
  ['[Fri Sep 09 10:42:29 2011] [error] x\n', 'log', undefined],
  ['plain text', 'json', undefined],
  ['', 'json', undefined],
])('%j with extension %j is laid out as %s', (text, extension, shape) => {
  expect(jsonShape(text, true, extension)?.shape).toBe(shape)
})

test('structures widen and never lose a key', () => {
  const structure = fc.letrec<{
    any: unknown
    leaf: string
    list: unknown[]
    object: Record<string, unknown>
  }>((tie) => ({
    any: fc.oneof({ depthSize: 'small' }, tie('leaf'), tie('list'), tie('object')),
    leaf: fc.constantFrom('NULL', 'UBIGINT', 'BIGINT', 'DOUBLE', 'BOOLEAN', 'VARCHAR'),
    list: fc.tuple(tie('any')),
    object: fc.dictionary(fc.constantFrom('a', 'b', '__proto__', 'x y'), tie('any'), { minKeys: 1 }),
  })).any
  fc.assert(
    fc.property(structure, structure, (a, b) => {
      const [first, second] = [a, b] as Parameters<typeof mergeStructures>
      const merged = mergeStructures(first, second)
      expect(typeOfStructure(mergeStructures(second, first)).length).toBe(typeOfStructure(merged).length)
      expect(mergeStructures(merged, first)).toEqual(merged)
      expect(mergeStructures(merged, second)).toEqual(merged)
    }),
    runs({ everyday: 100, soak: 5_000 }),
  )
})

let engine: IngestEngine
beforeAll(() => {
  engine = openIngestEngine()
})
afterAll(() => engine.close())

test.each([
  ['lists', '['.repeat(2000), ']'.repeat(2000)],
  ['objects', '{"a":'.repeat(2000), `1${'}'.repeat(2000)}`],
])(
  '2,000 levels of %s are read, the deeper ones as JSON; unclosed ones name the file',
  async (name, open, close) => {
    const path = join(engine.folder, `deep-${name}.json`)
    writeFileSync(path, `${open}${close}`)
    const [table] = (await engine.discover([path])).discovery.tables
    expect(table).toMatchObject({ rows: 1, rejected: 0 })
    expect(table && (await engine.query([path], table, 'SELECT count(*) FROM rows'))).toEqual([['1']])
    writeFileSync(path, open)
    await expect(engine.discover([path])).rejects.toMatchObject({
      code: 'format',
      message: expect.stringContaining(`deep-${name}.json cannot be read`) as string,
      hint: expect.any(String) as string,
    })
  },
)

test('every good record is a row and every bad line is named, wherever they stand', {
  timeout: patience(120_000),
}, async () => {
  const good = fc
    .record(
      { id: fc.integer(), name: fc.option(fc.stringMatching(/^[a-z"\\ ]{0,6}$/)) },
      { requiredKeys: ['id'] },
    )
    .map((record) => ({ text: JSON.stringify(record), good: true }))
  const bad = fc
    .constantFrom('{"id":', 'x', '{"id":1}}', '[1]', '7', '{"id":1} tail', '"text"', '{"id" 1}')
    .map((text) => ({ text, good: false }))
  const lines = fc.array(
    fc.oneof(
      { weight: 4, arbitrary: good },
      { weight: 1, arbitrary: bad },
      { weight: 1, arbitrary: fc.constant({ text: '', good: false }) },
    ),
    { minLength: 5, maxLength: 60 },
  )
  for (const [index, all] of fc.sample(lines, runs({ everyday: 20, soak: 500 })).entries()) {
    // Mostly records, or the table would be of values.
    const sample = [
      ...all,
      ...Array.from({ length: all.length }, (_, id) => ({ text: JSON.stringify({ id }), good: true })),
    ]
    const path = join(engine.folder, `${index}.jsonl`)
    writeFileSync(path, sample.map(({ text }) => `${text}\n`).join(''))
    const { discovery, rejects } = await engine.discover([path])
    const [table] = discovery.tables
    if (table === undefined) throw new Error('no table')
    const ids = sample.flatMap(({ text, good: isGood }) =>
      isGood ? [String((JSON.parse(text) as { id: number }).id)] : [],
    )
    expect(
      (await engine.query([path], table, 'SELECT id FROM rows')).map(([id]) => id),
      path,
    ).toEqual(ids)
    const wrong = sample.flatMap(({ text, good: isGood }, line) =>
      isGood || text === '' ? [] : [[line + 1, text]],
    )
    expect(
      (rejects.get(table.name) ?? []).map(({ line, text }) => [line, text]),
      path,
    ).toEqual(wrong)
  }
})
