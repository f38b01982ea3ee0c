import { afterEach, describe, expect, it } from 'vitest'
import { count } from '../figures.ts'
import { useValueFormat } from '../value-format.ts'
import { barText, grouped, rawText, tabSeparated, valueText } from './value-text.ts'

describe('another format', () => {
  afterEach(() => useValueFormat.setState({ thousands: true, dates: 'iso' }))

  it('leaves the separators out everywhere', () => {
    useValueFormat.setState({ thousands: false })
    expect(valueText('-12345678901234567.890', 'decimal')).toBe('-12345678901234567.890')
    expect(barText('10000 – 20000', 'integer')).toBe('10000 – 20000')
    expect(count(1_204_331)).toBe('1204331')
  })

  it('puts dates in the order of the machine and keeps the time to its last digit', () => {
    useValueFormat.setState({ dates: 'local' })
    const local = new Intl.DateTimeFormat(undefined, {
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
    }).format(new Date(2026, 0, 5))
    expect(valueText('2026-01-05', 'time')).toBe(local)
    expect(valueText('2026-01-05 23:59:59.123456789+02', 'time')).toBe(`${local} 23:59:59.123456789+02`)
    for (const text of ['09:12:00', 'infinity', '0044-03-15 (BC)', '12026-01-05'])
      expect(valueText(text, 'time')).toBe(text)
    expect(valueText('2026-01-05', 'text')).toBe('2026-01-05')
    expect(rawText('2026-01-05')).toBe('2026-01-05')
  })
})

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
