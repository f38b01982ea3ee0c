import { expect, test } from 'vitest'
import type { ShownColumn } from '../../../../shared/model/difference.ts'
import { columnsInSight, gutterWidth, naturalWidths, placeColumns } from './grid-columns.ts'

const column = (name: string, more: Partial<ShownColumn> = {}): ShownColumn => ({
  name,
  type: 'VARCHAR',
  kind: 'text',
  side: 'both',
  key: false,
  ...more,
})
const shown = [
  column('id', { key: true, kind: 'integer', type: 'BIGINT' }),
  column('text'),
  column('amount', { kind: 'double', type: 'DOUBLE' }),
]
const none: ReadonlyMap<string, number> = new Map()

test('widths fit the values of both sides', () => {
  const widths = naturalWidths(shown, [
    { kind: 'changed', a: [1, 'short', 1], b: [1, 'a text that is rather long', 1], changed: [1] },
  ])
  expect(widths.get('text')).toBeGreaterThan(150)
  expect(widths.get('amount')).toBeLessThan(120)
})

test('keys stay in sight; texts take the room that is left', () => {
  const placed = placeColumns(
    shown,
    new Map([
      ['id', 80],
      ['text', 200],
      ['amount', 100],
    ]),
    none,
    new Set(),
    600,
  )
  expect(placed.pinned.map(({ column: { name } }) => name)).toEqual(['id'])
  expect(placed.pinnedWidth).toBe(gutterWidth + 80)
  expect(placed.scrollingWidth).toBe(600 - gutterWidth - 80)
  expect(placed.scrolling.map(({ index, left }) => [index, left])).toEqual([
    [1, 0],
    [2, 390],
  ])
})

test('keys that would fill the grid scroll with the others', () => {
  const placed = placeColumns(shown, new Map([['id', 400]]), none, new Set(['amount']), 600)
  expect(placed.pinned).toEqual([])
  expect(placed.all.map(({ column: { name } }) => name)).toEqual(['id', 'text'])
})

test('widths that people gave are kept', () => {
  const placed = placeColumns(shown, new Map([['text', 100]]), new Map([['text', 50]]), new Set(), 2000)
  expect(placed.scrolling[0]?.width).toBe(50)
})

test('of two thousand columns only those in sight are drawn', () => {
  const many = Array.from({ length: 2000 }, (_, index) => column(`c${index}`, { kind: 'integer' }))
  const { scrolling } = placeColumns(many, new Map(many.map(({ name }) => [name, 100])), none, new Set(), 800)
  const seen = columnsInSight(scrolling, 100_000, 770)
  expect(seen[0]?.index).toBe(997)
  expect(seen.length).toBeLessThan(14)
})
