// A page of 200 rows at row 1,000,000 of a sorted result of 10 million rows.

import assert from 'node:assert/strict'
import { rowsOf, withDuckDB } from '../duckdb.mjs'
import { quantile, timed } from '../timing.mjs'

/** @type {import('../context.ts').Case} */
export const pagesCase = async ({ firn, data }) => {
  const sql = `SELECT * FROM '${data.rows}' ORDER BY d, id`
  const opened = await firn.call('query.start', { sql })
  const result = await firn.ready(opened)
  const depth = Math.min(1_000_000, Math.floor(result.rows / 2))
  const page = (/** @type {number} */ from) =>
    firn.call('query.page', { resultId: result.resultId, from, count: 200 })
  const peerPage = (
    /** @type {import('../context.ts').Connection} */ connection,
    /** @type {number} */ from,
  ) => rowsOf(connection, `${sql} LIMIT 200 OFFSET ${from}`)
  const { peerMs, expected } = await withDuckDB(
    async (/** @type {import('../context.ts').Connection} */ connection) => {
      /** @type {import('../context.ts').Rows} */
      let expected = []
      const peerMs = await timed(async () => (expected = await peerPage(connection, depth)))
      return { peerMs, expected }
    },
  )
  assert.deepEqual(
    (await page(depth)).rows.map((row) => row[0]),
    expected.map((row) => row[0]),
  )
  const times = []
  for (let index = 0; index < 60; index += 1) times.push(await timed(() => page(depth + index * 977)))
  return [
    {
      what: 'page of 200 rows at row 1,000,000 of 10 M sorted, median',
      firn: quantile(times, 0.5),
      peer: 'DuckDB LIMIT/OFFSET',
      peerMs,
    },
    { what: 'the same, 95th percentile', firn: quantile(times, 0.95), peer: 'DuckDB LIMIT/OFFSET', peerMs },
  ]
}
