import { describe, expect, it } from 'vitest'
import { valueKind } from '../../../shared/model/value.ts'
import { firstChoice } from './chart-choice.ts'
import { measureText, scaleOf } from './chart-scale.ts'

const column = (name: string, type: string) => ({ name, type, kind: valueKind(type) })

describe('firstChoice', () => {
  it('draws numbers over time as a line', () => {
    expect(firstChoice([column('shop', 'VARCHAR'), column('day', 'DATE'), column('n', 'BIGINT')], 9)).toEqual(
      {
        x: 'day',
        y: 'n',
        measure: 'sum',
        look: 'line',
      },
    )
  })

  it('draws names as bars, and numbers alone as their spread', () => {
    expect(firstChoice([column('n', 'BIGINT'), column('shop', 'VARCHAR')], 9)).toMatchObject({
      x: 'shop',
      y: 'n',
      look: 'bars',
    })
    expect(firstChoice([column('n', 'DOUBLE')], 9)).toMatchObject({ x: 'n', y: undefined, measure: 'rows' })
    expect(firstChoice([column('list', 'INTEGER[]')], 9)).toBeUndefined()
  })
})

it('counts the rows of what is too long to be sums', () => {
  expect(firstChoice([column('day', 'DATE'), column('n', 'BIGINT')], 5000)).toMatchObject({ measure: 'rows' })
})

describe('scaleOf', () => {
  it('holds zero and all values, and has round ticks', () => {
    expect(scaleOf([3, 97])).toMatchObject({ from: 0, to: 100, ticks: [0, 50, 100] })
    expect(scaleOf([-30, 80]).ticks).toEqual([-50, 0, 50, 100])
    expect(scaleOf([0.1, 0.35]).ticks).toEqual([0, 0.1, 0.2, 0.3, 0.4])
    expect(scaleOf([])).toMatchObject({ from: 0, to: 1 })
    expect(scaleOf([-5])).toMatchObject({ from: -6, to: 0 })
  })

  it('places values in percent', () => {
    const { at } = scaleOf([-50, 50])
    expect([at(-50), at(0), at(50)].map(Math.round)).toEqual([0, 50, 100])
  })
})

it('writes measures with separators and without the dust of doubles', () => {
  expect(measureText(0.1 + 0.2)).toBe('0.3')
  expect(measureText(12345678)).toBe('12,345,678')
  expect(measureText(null)).toBe('–')
})
