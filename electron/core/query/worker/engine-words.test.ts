import { DuckDBInstance } from '@duckdb/node-api'
import { expect, test } from 'vitest'
import { engineError } from './engine-error.ts'

// The sentences come from the engine itself: another version that says things otherwise fails here.
test.each([
  ['SELECT nothing FROM events', 'There is no column "nothing".', 'Did you mean "name"?'],
  ['SELECT nam FROM events', 'There is no column "nam".', 'Did you mean "name" or "day"?'],
  ['SELECT e.nam FROM events e', '"e" has no column "nam".', 'Did you mean "name", "day" or "id"?'],
  ['SELECT s.x FROM events', 'The query reads no table "s".', 'Did you mean "events"?'],
  ['SELECT * FROM event', 'There is no table "event".', 'Did you mean "events"?'],
  ["SELECT lenght('a')", 'There is no function lenght().', 'Did you mean "length"?'],
  ["SELECT struct_extract({'a': 1}, 'b')", 'There is no field "b".', 'Did you mean "a"?'],
  ['SELECT 1 +', 'The SQL ends too early.', undefined],
  ['SELEC 1', 'The SQL has an error at "SELEC".', undefined],
  [
    'SELECT id FROM events e JOIN events f ON e.id = f.id',
    'Several tables have a column "id".',
    'Write "e.id" or "f.id".',
  ],
  [
    'SELECT id, count(*) FROM events',
    'The column "id" is neither grouped by nor aggregated.',
    'Add it to GROUP BY, or write ANY_VALUE(id).',
  ],
  [
    'SELECT sum(name) FROM events',
    'There is no sum(VARCHAR): the function takes other types.',
    'Convert what is given to it with CAST(… AS …).',
  ],
  ['SELECT name::INTEGER FROM events', /^Could not convert string 'x' to INT32/, undefined],
  ["SELECT error('mine')", 'Mine', undefined],
  ['SELECT id FROM events WHERE sum(id) > 1', 'WHERE clause cannot contain aggregates!', undefined],
])('%s', async (sql, message, hint) => {
  const instance = await DuckDBInstance.create(':memory:')
  try {
    const connection = await instance.connect()
    await connection.run("CREATE TABLE events AS SELECT 1 AS id, DATE '2026-01-01' AS day, 'x' AS name")
    const thrown: unknown = await connection.runAndReadAll(sql).catch((error: unknown) => error)
    const error = engineError(thrown, sql)
    expect(error.message).toMatch(message)
    if (typeof message === 'string') expect(error.message).toBe(message)
    expect(error.hint).toBe(hint)
    // All that the engine said is still there, for details and reports.
    expect(error.context.engine).toMatch(/^[A-Z][A-Za-z ]+ Error: /)
  } finally {
    instance.closeSync()
  }
})
