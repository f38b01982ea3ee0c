import { expect, it } from 'vitest'
import { parseReference, splitTable } from './reference.ts'

it('keeps a table with slashes in its name whole', () => {
  expect(splitTable('shop@v3/2026/orders.csv')).toEqual({ snapshot: 'shop@v3', table: '2026/orders.csv' })
  expect(splitTable('shop@v3^')).toEqual({ snapshot: 'shop@v3^' })
  const parsed = parseReference('shop@v3/2026/orders.csv')
  expect(parsed.ok && parsed.reference.table).toBe('2026/orders.csv')
})
