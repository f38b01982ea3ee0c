import { expect, it } from 'vitest'
import { namedTables, sqlName, withVersion } from './table-names.ts'

it('finds tables behind FROM and JOIN with their aliases', () => {
  const sql = `SELECT * FROM "events@v3" e JOIN users AS u USING (id) LEFT JOIN '/data/a.csv' WHERE x`
  expect(namedTables(sql).map(({ name, alias }) => [name, alias])).toEqual([
    ['events@v3', 'e'],
    ['users', 'u'],
    ['/data/a.csv', undefined],
  ])
  const [first] = namedTables(sql)
  expect(sql.slice(first?.from, first?.to)).toBe('"events@v3"')
})

it('quotes names only where it must', () => {
  expect(sqlName('access')).toBe('access')
  expect(sqlName('bot-detector')).toBe('"bot-detector"')
  expect(sqlName('events@v3')).toBe('"events@v3"')
  expect(sqlName('order')).toBe('"order"')
  expect(sqlName('say "hi"')).toBe('"say ""hi"""')
})

it('changes the version of one dataset and keeps its table', () => {
  const sql = 'SELECT * FROM access a JOIN "access@v3/errors" JOIN accessories'
  expect(withVersion(sql, 'access', 'access@v9')).toBe(
    'SELECT * FROM "access@v9" a JOIN "access@v9/errors" JOIN accessories',
  )
  expect(withVersion('from "access@v3"', 'access', 'access')).toBe('from access')
})
