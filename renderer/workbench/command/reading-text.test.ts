import { expect, test } from 'vitest'
import type { DelimitedOptions, ReadOptions } from '../../../shared/model/table.ts'
import { keptText, readingText } from './reading-text.ts'

const commas: DelimitedOptions = {
  kind: 'delimited',
  delimiter: ',',
  quote: '"',
  escape: '"',
  header: true,
  skip: 0,
  nullTexts: [],
}
const changed: DelimitedOptions = {
  ...commas,
  delimiter: ';',
  quote: '',
  header: false,
  skip: 2,
  nullTexts: ['n/a', '-'],
}
const asked = { reading: {}, recognised: [{ name: 'a', options: commas }], before: [], asFound: false }

test('what was chosen is said in the words of the command line, and nothing else', () => {
  expect(readingText(asked)).toBe('')
  expect(readingText({ ...asked, reading: { options: { a: { ...commas } } } })).toBe('')
  expect(readingText({ ...asked, reading: { options: { a: changed }, types: { a: { n: 'BIGINT' } } } })).toBe(
    " --delimiter semicolon --quote 'nothing is quoted' --no-header --skip 2 --null n/a --null - --type n=BIGINT",
  )
  expect(readingText({ ...asked, reading: { options: { a: { ...commas, delimiter: '::' } } } })).toBe(
    ' --delimiter ::',
  )
})

test('logs and JSON, each table by its name where there are several', () => {
  const line: ReadOptions = { kind: 'log', pattern: 'line', expression: '', fields: [] }
  const own: ReadOptions = {
    kind: 'log',
    pattern: 'custom',
    expression: '(?<host>\\S+)',
    recordStart: '^\\d',
    fields: [],
  }
  const recognised = [
    { name: 'a', options: { kind: 'json', shape: 'lines' } as const },
    { name: 'b', options: line },
    { name: 'c', options: commas },
  ]
  const reading = { options: { a: { kind: 'json', shape: 'array' } as const, b: own } }
  expect(readingText({ ...asked, recognised, reading })).toBe(
    " --table a --shape array --table b --pattern '(?<host>\\S+)' --record-start '^\\d'",
  )
  expect(
    readingText({ ...asked, recognised, reading: { options: { b: { ...line, pattern: 'combined' } } } }),
  ).toBe(' --table b --pattern combined')
})

test('what the version before was told is kept without a word, and taken back by one', () => {
  const before = [{ name: 'a', options: changed, chosen: { options: changed, types: { n: 'BIGINT' } } }]
  expect(keptText(before)).toBe(
    "--delimiter semicolon --quote 'nothing is quoted' --no-header --skip 2 --null n/a --null - --type n=BIGINT",
  )
  expect(keptText([{ name: 'a', options: changed }])).toBe('')
  expect(readingText({ ...asked, before })).toBe('')
  expect(readingText({ ...asked, before, asFound: true })).toBe(' --as-found')
  const fewer = { options: { a: { ...changed, skip: 0, header: true } } }
  expect(readingText({ ...asked, before, reading: fewer })).toBe(' --header --skip 0')
  // There is no word for "nothing stands for NULL".
  expect(readingText({ ...asked, before, reading: { options: { a: { ...changed, nullTexts: [] } } } })).toBe(
    " --as-found --delimiter semicolon --quote 'nothing is quoted' --no-header --skip 2",
  )
})
