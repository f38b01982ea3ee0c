import { expect, it } from 'vitest'
import { extended, isInside, rectangle } from './selection.ts'

const size = { rows: 100, columns: 5 }
const range = { anchor: { row: 3, column: 2 }, head: { row: 3, column: 2 } }

it('spans from the anchor in any direction', () => {
  const up = extended(extended(range, 'ArrowUp', false, size), 'ArrowLeft', false, size)
  expect(rectangle(up)).toEqual({ top: 2, bottom: 3, left: 1, right: 2 })
  expect(isInside(rectangle(up), { row: 2, column: 1 })).toBe(true)
  expect(isInside(rectangle(up), { row: 4, column: 1 })).toBe(false)
})

it('stays within the grid, and goes to its edges', () => {
  expect(extended(range, 'ArrowDown', true, size).head).toEqual({ row: 99, column: 2 })
  const edge = extended(range, 'ArrowRight', true, size)
  expect(extended(edge, 'ArrowRight', false, size).head).toEqual({ row: 3, column: 4 })
})
