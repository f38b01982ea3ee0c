import { expect, test } from 'vitest'
import type { ShownColumn } from '../../../../shared/model/difference.ts'
import { placeColumns } from './grid-columns.ts'
import { landing } from './landing.ts'

const column = (name: string, side: ShownColumn['side'] = 'both', key = false): ShownColumn => ({
  name,
  type: 'VARCHAR',
  kind: 'text',
  side,
  key,
})
const shown = [column('gone', 'a'), column('id', 'both', true), column('text'), column('come', 'b')]
const { all } = placeColumns(shown, new Map(), new Map(), new Set(), 600)
const place = (name: string) => all.findIndex((each) => each.column.name === name)
const changed = { kind: 'changed', a: ['', '1', 'x', ''], b: ['', '1', 'y', ''], changed: [2] } as const
const removed = { kind: 'removed', a: ['', '1', 'x', ''], changed: [] } as const

test('a change is landed on in its column, on the side of before', () => {
  expect(landing(changed, all, { side: 'a', column: 0 }, 2)).toEqual({ side: 'a', column: place('text') })
  expect(landing(changed, all, { side: 'b', column: 0 }, 2)).toEqual({ side: 'b', column: place('text') })
})

test('a row that is on one side only is landed on there', () => {
  const now = { side: 'b', column: place('text') } as const
  expect(landing(removed, all, now, undefined)).toEqual({ side: 'a', column: place('text') })
})

test('a column that the side does not have is left for one that it has', () => {
  const now = { side: 'b', column: place('come') } as const
  expect(landing(removed, all, now, undefined)).toEqual({ side: 'a', column: place('id') })
  expect(landing(changed, all, { side: 'b', column: place('gone') }, undefined)).toEqual({
    side: 'b',
    column: place('id'),
  })
})

test('a row that is not loaded yet keeps the side', () => {
  const now = { side: 'b', column: place('text') } as const
  expect(landing(undefined, all, now, undefined)).toEqual(now)
})
