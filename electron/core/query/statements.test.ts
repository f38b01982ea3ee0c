import { expect, test } from 'vitest'
import { leadingWords, splitStatements } from './statements.ts'

const split = (script: string) => splitStatements(script).map((span) => span.sql)

test.each([
  ['SELECT 1; SELECT 2', ['SELECT 1', 'SELECT 2']],
  ['SELECT 1;', ['SELECT 1']],
  [' ;; \n ; ', []],
  ['-- nothing\n/* at all */ ;', []],
  [`SELECT ';' ; SELECT 2`, [`SELECT ';'`, 'SELECT 2']],
  [`SELECT 'it''s; fine'; SELECT 2`, [`SELECT 'it''s; fine'`, 'SELECT 2']],
  [`SELECT "a;""b" FROM t; SELECT 2`, [`SELECT "a;""b" FROM t`, 'SELECT 2']],
  [String.raw`SELECT E'\';' ; SELECT 2`, [String.raw`SELECT E'\';'`, 'SELECT 2']],
  [String.raw`SELECT e'\\'; SELECT 2`, [String.raw`SELECT e'\\'`, 'SELECT 2']],
  [String.raw`SELECT '\'; SELECT 2`, [String.raw`SELECT '\'`, 'SELECT 2']],
  [`SELECT name'x;y'; SELECT 2`, [`SELECT name'x;y'`, 'SELECT 2']],
  ['SELECT $$;$$; SELECT 2', ['SELECT $$;$$', 'SELECT 2']],
  ['SELECT $a$;$$;$a$; SELECT 2', ['SELECT $a$;$$;$a$', 'SELECT 2']],
  ['SELECT $1; SELECT $a$b', ['SELECT $1', 'SELECT $a$b']],
  ['SELECT a$b$c; SELECT 2', ['SELECT a$b$c', 'SELECT 2']],
  ['SELECT 1 -- ; not\n+ 1; SELECT 2', ['SELECT 1 -- ; not\n+ 1', 'SELECT 2']],
  ['/* a; /* b; */ c; */ SELECT 1; SELECT 2', ['SELECT 1', 'SELECT 2']],
  ['SELECT 1 /* ; */ + 2 /* after */; -- end', ['SELECT 1 /* ; */ + 2']],
  [`SELECT 'never closed; SELECT 2`, [`SELECT 'never closed; SELECT 2`]],
  ['SELECT 1 /* never closed; SELECT 2', ['SELECT 1']],
  ['SELECT 4-2; SELECT 4/2', ['SELECT 4-2', 'SELECT 4/2']],
])('%s', (script, expected) => {
  expect(split(script)).toEqual(expected)
})

test('spans count characters, not bytes', () => {
  const script = `SELECT '😀é'; -- ü\n SELECT 2 ;`
  for (const { from, to, sql } of splitStatements(script)) expect(script.slice(from, to)).toBe(sql)
  expect(splitStatements(script)[1]).toMatchObject({ from: 20, to: 28 })
})

test('the first words of a statement', () => {
  expect(leadingWords('/* a */ explain -- b\n Analyze SELECT 1', 3)).toEqual(['EXPLAIN', 'ANALYZE', 'SELECT'])
  expect(leadingWords('(SELECT 1)', 2)).toEqual([])
})
