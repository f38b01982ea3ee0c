import { describe, expect, it } from 'vitest'
import { barText, grouped, rawText, tabSeparated, valueText } from './value-text.ts'

describe('valueText', () => {
  it('keeps every digit of what numbers cannot hold', () => {
    expect(valueText('170141183460469231731687303715884105727', 'integer').replaceAll(',', '')).toBe(
      '170141183460469231731687303715884105727',
    )
    expect(valueText('-12345678901234567.890', 'decimal')).toBe('-12,345,678,901,234,567.890')
  })

  it('leaves years and other four digits together', () => {
    expect(valueText(2015, 'integer')).toBe('2015')
    expect(valueText(12015, 'integer')).toBe('12,015')
  })

  it('tells NULL from empty text', () => {
    expect(valueText(null, 'text')).toBe('NULL')
    expect(valueText('', 'text')).toBe('')
  })

  it('shows 32-bit numbers by the digits that name them', () => {
    expect(valueText(14.399999618530273, 'double', 'FLOAT')).toBe('14.4')
    expect(valueText(14.399999618530273, 'double', 'DOUBLE')).toBe('14.399999618530273')
  })

  it('does not group what is not plain digits', () => {
    expect(grouped('1e+21')).toBe('1e+21')
    expect(grouped('Infinity')).toBe('Infinity')
  })
})

describe('copying', () => {
  it('quotes what would break a row of tab-separated text', () => {
    expect(
      tabSeparated([
        ['a', 'b\tc'],
        ['say "hi"', ''],
      ]),
    ).toBe('a\t"b\tc"\n"say ""hi"""\t')
  })

  it('copies exact values without separators', () => {
    expect(rawText('12345678')).toBe('12345678')
    expect(rawText({ a: [1] })).toBe('{"a":[1]}')
    expect(rawText(null)).toBe('')
  })
})

it('writes what a bar stands for as the figures beside it are written', () => {
  expect(barText('0 – 9999999', 'integer')).toBe('0 – 9,999,999')
  expect(barText('-12345.5 – 2015', 'double')).toBe('-12,345.5 – 2015')
  expect(barText('9999999', 'text')).toBe('9999999')
  expect(barText('12345 – 67890', 'text')).toBe('12345 – 67890')
  expect(barText('', 'text')).toBe('empty text')
})
