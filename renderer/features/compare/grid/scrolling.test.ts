import { expect, test } from 'vitest'
import { clampTop, rowsInSight, topToShow, verticalRange } from './scrolling.ts'

const view = 600
const rowHeight = 28

test('a short list scrolls pixel by pixel, or not at all', () => {
  expect(verticalRange(3, view, rowHeight)).toMatchObject({ most: 0, scale: 1 })
  const range = verticalRange(1000, view, rowHeight)
  expect(range).toMatchObject({ most: 1000 * rowHeight - view, barHeight: 1000 * rowHeight, scale: 1 })
})

test('ten million rows are all reachable by a bar that browsers can draw', () => {
  const rows = 10_000_000
  const range = verticalRange(rows, view, rowHeight)
  expect(range.barHeight).toBeLessThan(17_000_000)
  // The bar at its end shows the last row.
  const top = clampTop(range, (range.barHeight - view) * range.scale)
  expect(rowsInSight(range, top, rows, 0).last).toBe(rows - 1)
})

test('only rows around what is in sight are drawn', () => {
  const range = verticalRange(1_000_000, view, rowHeight)
  const { first, last } = rowsInSight(range, 500_000 * rowHeight, 1_000_000)
  expect(first).toBe(499_996)
  expect(last - first).toBeLessThan(40)
  expect(rowsInSight(verticalRange(0, view, rowHeight), 0, 0)).toEqual({ first: 0, last: -1 })
})

test('a row in sight moves nothing, a near one only as far as needed, a far one comes to the upper third', () => {
  const range = verticalRange(1000, view, rowHeight)
  expect(topToShow(range, 100, 10)).toBe(100)
  expect(topToShow(range, 280, 5)).toBe(5 * rowHeight)
  expect(topToShow(range, 0, 22)).toBe(23 * rowHeight - view)
  expect(topToShow(range, 0, 500)).toBe((500 - 7) * rowHeight)
  expect(topToShow(range, 0, 999)).toBe(range.most)
})

test('higher rows need more of the bar, and fewer of them are in sight', () => {
  const rows = 1_000_000
  const [usual, large] = [verticalRange(rows, view, rowHeight), verticalRange(rows, view, 33)]
  expect(large.most - usual.most).toBe(rows * (33 - rowHeight))
  expect(rowsInSight(usual, 0, rows, 0).last).toBe(22)
  expect(rowsInSight(large, 0, rows, 0).last).toBe(19)
  expect(topToShow(large, 0, 19)).toBe(20 * 33 - view)
})
