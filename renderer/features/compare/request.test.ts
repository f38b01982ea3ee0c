import { expect, test } from 'vitest'
import { compareCommand, swapped } from './request.ts'

test('the same comparison as a command', () => {
  expect(compareCommand({ a: 'listings@v6', b: 'listings@v7' }, 'difference.csv')).toBe(
    'firn compare listings@v6 listings@v7 -o difference.csv',
  )
  expect(
    compareCommand({
      a: 'x@v1',
      b: 'x@v2',
      key: ['Country Code', 'size, cm'],
      rename: [{ from: 'Name', to: 'Security' }],
    }),
  ).toBe(`firn compare x@v1 x@v2 --key 'Country Code,"size, cm"' --rename Name=Security`)
  expect(compareCommand({ a: 'x@v1', b: 'x@v2', key: [] })).toBe(`firn compare x@v1 x@v2 --key ''`)
})

test('swapping turns renames around and keeps the key', () => {
  const request = { a: 'x@v1', b: 'x@v2', key: ['sku'], rename: [{ from: 'part', to: 'sku' }] }
  expect(swapped(request)).toEqual({
    a: 'x@v2',
    b: 'x@v1',
    key: ['part'],
    rename: [{ from: 'sku', to: 'part' }],
  })
  expect(swapped(swapped(request))).toEqual(request)
})
