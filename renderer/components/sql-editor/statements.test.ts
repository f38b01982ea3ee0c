import { describe, expect, it } from 'vitest'
import { parameterNames, statementAt, statements } from './statements.ts'

describe('statements', () => {
  it('splits at semicolons, but not within quotes, comments and dollar quotes', () => {
    const script = `select ';' as a; -- one; two\nselect "x;y" /* ; */ from t;\nselect $$;$$`
    expect(statements(script).map(({ text }) => text)).toEqual([
      `select ';' as a`,
      `select "x;y" /* ; */ from t`,
      'select $$;$$',
    ])
  })

  it('gives offsets without leading comments', () => {
    const script = '-- about\n  select 1 ;'
    const [only] = statements(script)
    expect(script.slice(only?.from, only?.to)).toBe('select 1')
  })

  it('finds nothing in blanks and comments', () => {
    expect(statements(' -- nothing\n ; /* here */ ')).toEqual([])
  })

  it('keeps doubled quotes inside one string', () => {
    expect(statements("select 'it''s; so'; select 2")).toHaveLength(2)
  })
})

it('picks the statement around or before the cursor', () => {
  const script = 'select 1;\n\nselect 2;\n'
  expect(statementAt(script, 3)?.text).toBe('select 1')
  expect(statementAt(script, 10)?.text).toBe('select 1')
  expect(statementAt(script, 14)?.text).toBe('select 2')
  expect(statementAt(script, script.length)?.text).toBe('select 2')
})

it('finds parameters, but not in strings, positions or dollar quotes', () => {
  expect(
    parameterNames(`select $from, '$no', $tag$ $no $tag$, $1, a$b where x = $from and y < $to_day`),
  ).toEqual(['from', 'to_day'])
})
