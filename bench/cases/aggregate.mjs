// Group by over a snapshot of 1 GB of CSV, beside DuckDB on the original file.

import assert from 'node:assert/strict'
import { rowsOf, withDuckDB } from '../duckdb.mjs'
import { inTurn } from '../timing.mjs'

/** @type {import('../context.ts').Case} */
export const aggregateCase = async ({ firn, data }) => {
  await firn.call('snapshot.take', { dataset: 'events', sources: [data.csv] })
  const select = (/** @type {string} */ from) =>
    `SELECT host, status, count(*) AS requests, sum(bytes) AS bytes FROM ${from} GROUP BY ALL ORDER BY host, status`
  const ours = async () => {
    const result = await firn.ready(await firn.call('query.start', { sql: select('events') }))
    const page = await firn.call('query.page', { resultId: result.resultId, from: 0, count: 1000 })
    await firn.call('query.close', { resultId: result.resultId })
    return page.rows
  }
  const peer = () =>
    withDuckDB((/** @type {import('../context.ts').Connection} */ connection) =>
      rowsOf(connection, select(`'${data.csv}'`)),
    )
  assert.deepEqual(
    (await ours()).map((row) => row.map(String)),
    (await peer()).slice(0, 1000).map((row) => row.map(String)),
  )
  const times = await inTurn(ours, peer, 3)
  return [
    {
      what: 'group by over a snapshot of 1 GB of CSV',
      firn: times.ours,
      peer: 'DuckDB on the original',
      peerMs: times.peer,
    },
  ]
}
