import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { logKinds } from '../../../shared/model/log-kinds.ts'
import { runs } from '../testing/counts.ts'
import { openImport } from './open-import.ts'
import { openIngestEngine } from './testing/ingest-engine.ts'
import type { IngestEngine } from './testing/ingest-engine.ts'
import { keyValues } from './key-values.ts'
import { detectLog, lineOptions } from './log-detection.ts'
import { logPatterns } from './log-patterns.ts'
import { recordsOf } from './log-records.ts'
import { timeReader } from './log-times.ts'
import { explainMisfit } from './worker/misfit.ts'
import { lineBlocks } from './worker/text-lines.ts'

let engine: IngestEngine
beforeAll(() => {
  engine = openIngestEngine()
})
afterAll(() => engine.close())

const hostile = [
  'a'.repeat(100_000),
  ' '.repeat(100_000),
  `1.2.3.4 - - [${'x'.repeat(50_000)}`,
  `1.2.3.4 - - [17/May/2015:10:05:03 +0000] "${'GET '.repeat(20_000)}`,
  `1.2.3.4 - - [17/May/2015:10:05:03 +0000] "GET ${'\\"'.repeat(40_000)} HTTP/1.1" 200 5 "${'\\"'.repeat(40_000)}`,
  `1.2.3.4 - - [17/May/2015:10:05:03 +0000] "GET ${' HTTP/1.1'.repeat(10_000)}`,
  `[2016-12-19 16:31:46,143] INFO ${' (a.b'.repeat(20_000)}`,
  `[2016-12-19 16:31:46,143] INFO ${' (a.b)x'.repeat(20_000)}`,
  `2024-03-01 10:00:00 INFO ${'a.b - '.repeat(20_000)}`,
  `<165>1 2003-10-11T22:14:15Z h p - ID [${'a="b" '.repeat(20_000)}`,
  `<165>1 2003-10-11T22:14:15Z h p - ID ${'[a]'.repeat(30_000)}"`,
  '['.repeat(100_000),
  'k="'.repeat(30_000),
]

test('no pattern is slow on hostile lines', () => {
  for (const line of hostile) {
    for (const { name, expression, recordStart } of logPatterns) {
      const started = performance.now()
      new RegExp(expression).test(line)
      if (recordStart !== undefined) new RegExp(recordStart).test(line)
      expect(performance.now() - started, `${name} on ${line.slice(0, 60)}`).toBeLessThan(500)
    }
    keyValues(line)
  }
})

test('what does not fit is explained, whatever it is', () => {
  const line = fc.oneof(
    fc.string(),
    fc.string({ unit: fc.constantFrom('"', '[', ']', ' ', '-', '1', 'a', '/', ':'), maxLength: 80 }),
  )
  fc.assert(
    fc.property(line, fc.constantFrom(...logPatterns), (text, { expression }) => {
      expect(explainMisfit(expression, text)).toMatch(/\S/)
    }),
    runs({ everyday: 100, soak: 5_000 }),
  )
  expect(explainMisfit('(', 'x')).toBe('does not fit the pattern')
})

test('records hold every line', () => {
  const line = fc.oneof(
    fc.constant('2024-03-01 10:00:00 INFO x'),
    fc.constantFrom('', '  at y', 'z', '\tmore'),
  )
  fc.assert(
    fc.property(fc.array(line, { maxLength: 30 }), (lines) => {
      const records = recordsOf(lines.join('\n'), '^\\d{4}-')
      const held = records.flatMap(({ text }) => text.split('\n'))
      const withoutEmpty = (all: readonly string[]) => all.filter((each) => each !== '')
      expect(withoutEmpty(held)).toEqual(withoutEmpty(lines))
      for (const { line: number, text } of records) expect(lines[number - 1]).toBe(text.split('\n')[0])
    }),
    runs({ everyday: 100, soak: 5_000 }),
  )
})

describe('lines of a file', () => {
  test.each(['utf-8', 'utf-16le'] as const)('are the same however the file is cut (%s)', async (encoding) => {
    const text = `first\r\n\r\nthird €\rfourth\n${'long '.repeat(300_000)}\nlast`
    const path = join(engine.folder, `lines-${encoding}`)
    writeFileSync(path, Buffer.from(text, encoding === 'utf-8' ? 'utf8' : 'utf16le'))
    const lines: string[] = []
    for await (const block of lineBlocks({ physical: path, compression: 'none', encoding }, () => {}))
      lines.push(...block.lines)
    expect(lines).toEqual(text.split(/\r\n|\n|\r/))
  })
})

test.each([
  ['%d/%b/%Y:%H:%M:%S %z', '17/May/2015:10:05:03 +0200', '2015-05-17 10:05:03+02:00'],
  ['%Y-%m-%d %H:%M:%S%f', '2016-12-19 16:31:46,143', '2016-12-19 16:31:46.143'],
  ['%Y-%m-%dT%H:%M:%S%f%z', '2016-12-19T16:31:46Z', '2016-12-19 16:31:46+00'],
  ['%b %d %H:%M:%S', 'Oct  1 02:00:00', '2024-10-01 02:00:00'],
  ['%I:%M %p %d.%m.%y', '12:05 am 01.02.99', '1999-02-01 00:05:00'],
  ['%s', '0', '1970-01-01 00:00:00+00'],
  ['%Y-%m-%d', '2023-02-29', undefined],
  ['%Y-%m-%d %H:%M:%S', '2024-02-29 24:00:00', undefined],
  ['%Y-%m-%d', '2024-02-29 or so', undefined],
])('a time as %s: %s', (format, written, read) => {
  expect(timeReader(format, 2024)(written)).toBe(read)
})

test('an unknown letter in a time format is refused', () => {
  expect(() => timeReader('%Q')).toThrow(RangeError)
})

test('prose, code and tables are no logs', () => {
  for (const text of [
    'Dear reader,\nthis is a letter.\nYours\n',
    'a,b\n1,2\n',
    'x = 1\ny = 2\n',
    '{"a":1}\n',
    'key=value and then some prose that goes on\nwithout any\n',
  ]) {
    expect(detectLog(text, true, 2024), text).toBeUndefined()
  }
})

test('four of five records make a log, fewer do not', () => {
  const log = (good: number, bad: number) =>
    `${'127.0.0.1 - - [10/Oct/2000:13:55:37 -0700] "GET / HTTP/1.0" 404 -\n'.repeat(good)}${'something else\n'.repeat(bad)}`
  expect(detectLog(log(8, 2), true, 2024)?.pattern).toBe('common')
  expect(detectLog(log(7, 3), true, 2024)).toBeUndefined()
})

test('the example of each kind of log is recognised as that kind', () => {
  for (const { name, example } of logKinds) {
    const found = name === 'lines' ? lineOptions() : detectLog(`${example}\n`.repeat(3), true, 2026)
    expect(found?.pattern).toBe(name)
  }
  expect(logKinds.map(({ name }) => name).slice(0, logPatterns.length)).toEqual(
    logPatterns.map(({ name }) => name),
  )
})

test('a pattern chosen by its name is read with the columns of the files, and can be taken back', async () => {
  const file = join(engine.folder, 'chosen.log')
  const line = '127.0.0.1 - - [10/Oct/2000:13:55:37 -0700] "GET / HTTP/1.0" 200 5\n'
  writeFileSync(file, line.repeat(4) + 'pid=3 took=8\n')
  const importing = await openImport([file], engine.access, {})
  const options = (pattern: string) => ({ kind: 'log', pattern, expression: '', fields: [] }) as const
  const pairs = await importing.change('chosen', { options: options('key-value') }, {})
  expect(pairs.options).toMatchObject({ pattern: 'key-value' })
  expect(pairs).toMatchObject({ rows: 1, rejected: 4 })
  expect(pairs.columns.map(({ name, type }) => `${name} ${type}`)).toEqual(['pid BIGINT', 'took BIGINT'])
  const lines = await importing.change('chosen', { options: options('lines') }, {})
  expect(lines).toMatchObject({ rows: 5, rejected: 0, columns: [{ name: 'line' }] })
  const found = await importing.change('chosen', { recognise: true }, {})
  expect(found).toMatchObject({ rows: 4, rejected: 1, options: { pattern: 'common' } })
  // What was taken back stays so when every line is read.
  expect((await importing.readAll({})).tables[0]?.options).toMatchObject({ pattern: 'common' })
})
