import fc from 'fast-check'
import { expect, it } from 'vitest'
import { runs } from '../testing/counts.ts'
import { parseRecipeFile, writeRecipeFile } from './recipe-file.ts'
import { recipeParameters, recipeQuery } from './recipe-query.ts'

const hourly = {
  steps: [
    { name: 'day', sql: 'SELECT * FROM access\nWHERE time::DATE = $day' },
    {
      name: 'hourly',
      sql: `SELECT date_trunc('hour', time) AS hour, count(*) AS n\nFROM day\nGROUP BY hour`,
    },
  ],
  parameters: { day: '2015-05-17', least: '007' },
  description: 'Requests per hour',
}

it.each([
  [
    'comment lines',
    `-- ---
-- description: Requests per hour
-- parameters:
--   day: 2015-05-17
--   least: 007
-- ---

-- step: day
SELECT * FROM access
WHERE time::DATE = $day;

-- step: hourly
SELECT date_trunc('hour', time) AS hour, count(*) AS n
FROM day
GROUP BY hour
`,
  ],
  [
    'a block comment',
    `/* ---
description: Requests per hour
parameters: { day: 2015-05-17, least: 007 }
--- */
-- step: day
SELECT * FROM access
WHERE time::DATE = $day
-- Step:   hourly
SELECT date_trunc('hour', time) AS hour, count(*) AS n
FROM day
GROUP BY hour;`,
  ],
  [
    'plain front matter with Windows line ends',
    `---
description: "Requests per hour"
parameters:
  day: '2015-05-17'
  least: "007"
---
-- step: day
SELECT * FROM access
WHERE time::DATE = $day

--step: hourly
SELECT date_trunc('hour', time) AS hour, count(*) AS n
FROM day
GROUP BY hour`.replaceAll('\n', '\r\n'),
  ],
])('reads %s', (_, text) => {
  expect(parseRecipeFile(text).recipe).toEqual(hourly)
})

it('reads a file that is nothing but SQL', () => {
  const { recipe, lines } = parseRecipeFile('\n-- by day\nSELECT 1 AS one;\n')
  expect(recipe).toEqual({ steps: [{ name: 'result', sql: '-- by day\nSELECT 1 AS one' }], parameters: {} })
  expect(lines).toEqual([2])
})

it('gives inputs other names', () => {
  const { recipe } = parseRecipeFile(
    '---\ninputs:\n  events: web-events@v3\n  - x\n---\nFROM events'.replace('\n  - x', ''),
  )
  expect(recipe.steps).toEqual([
    { name: 'events', sql: 'FROM "web-events@v3"' },
    { name: 'result', sql: 'FROM events' },
  ])
  expect(parseRecipeFile('---\ninputs: [access, "events@v2"]\n---\nFROM events').recipe.steps[0]).toEqual({
    name: 'events',
    sql: 'FROM "events@v2"',
  })
})

it.each([
  ['-- ---\n-- description: x\nSELECT 1', 1, 'not closed'],
  ['-- ---\n-- description: x\nSELECT 1\n-- ---', 3, '"--"'],
  ['---\nparameters: 5\n---\nSELECT 1', 2, 'parameters'],
  ['---\ndescription: "a\n---\nSELECT 1', 2, 'YAML'],
  ['---\nparameters:\n  day:\n    - 1\n---\nSELECT 1', 3, 'parameters.day'],
  ['-- step: a\nSELECT 1\n-- step: A\nSELECT 2', 3, 'two steps'],
  ['-- step: a\n\n-- step: b\nSELECT 2', 1, 'no SQL'],
  ['\n\n', 3, 'no SQL'],
])('says on which line %j goes wrong', (text, line, words) => {
  let error: unknown
  try {
    parseRecipeFile(text, 'hourly.sql')
  } catch (thrown) {
    error = thrown
  }
  expect(error).toMatchObject({ code: 'format', context: { file: 'hourly.sql', line } })
  expect((error as Error).message).toContain(words)
})

it('warns of fields that mean nothing', () => {
  expect(parseRecipeFile('---\nauthor: me\ndescription: x\n---\nSELECT 1').warnings).toEqual([
    'Line 2: "author" means nothing in a recipe and was left out.',
  ])
})

it('reads every recipe again as it was written', () => {
  const word = fc.stringMatching(/^[a-z][a-z0-9_-]{0,8}$/)
  const value = fc.oneof(
    fc.string(),
    fc.constantFrom('007', 'true', 'null', '', 'a: b', '# x', "it's", '2015-05-17', ' a ', '-', '"'),
  )
  const sql = fc.constantFrom('SELECT 1', "SELECT '--- x'\nFROM a", '-- a note\nFROM b', 'SELECT $x /* y */')
  const recipe = fc.record(
    {
      steps: fc.uniqueArray(fc.record({ name: word, sql }), {
        minLength: 1,
        maxLength: 4,
        selector: ({ name }) => name,
      }),
      parameters: fc.dictionary(word, value, { noNullPrototype: true }),
      description: value,
    },
    { requiredKeys: ['steps', 'parameters'] },
  )
  fc.assert(
    fc.property(recipe, (given) => {
      expect(parseRecipeFile(writeRecipeFile(given)).recipe).toEqual(given)
    }),
    runs({ everyday: 500, soak: 10_000 }),
  )
})

it('puts steps together so that a comment swallows nothing', () => {
  const steps = [
    { name: 'a', sql: 'SELECT 1 AS x -- one' },
    { name: 'b', sql: 'FROM a;' },
  ]
  expect(recipeQuery(steps).sql).toBe('WITH "a" AS (\nSELECT 1 AS x\n),\n"b" AS (\nFROM a\n)\nFROM "b"')
})

it('takes values for parameters that it knows, whatever their capitals, and no others', () => {
  const recipe = { steps: [{ name: 'a', sql: "SELECT $day, '$no', $least" }], parameters: { day: '1' } }
  expect(recipeParameters(recipe, { DAY: '2', least: '3' })).toEqual({ day: '2', least: '3' })
  expect(() => recipeParameters(recipe, { dya: '2' })).toThrow('There is no parameter "dya"')
  expect(() => recipeParameters(recipe, { no: '2' })).toThrow('There is no parameter "no"')
})
