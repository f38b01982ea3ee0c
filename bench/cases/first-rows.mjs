// First rows of large raw files that were never seen before.

import assert from 'node:assert/strict'
import { rowsOf, withDuckDB } from '../duckdb.mjs'
import { inTurn } from '../timing.mjs'

export async function firstRowsCases({ firn, data }) {
  const rows = []
  for (const [what, file] of [
    ['first 200 rows of a 1 GB CSV', data.csv],
    ['first 200 rows of a 1 GB JSON-lines file', data.jsonLines],
  ]) {
    const ours = async () => {
      const result = await firn.call('query.start', { sql: `SELECT id, host, status, bytes FROM '${file}' LIMIT 200` })
      await firn.call('query.close', { resultId: result.resultId })
      return result.firstPage
    }
    const peer = () => withDuckDB((connection) => rowsOf(connection, `SELECT id, host, status, bytes FROM '${file}' LIMIT 200`))
    assert.deepEqual((await ours()).map((row) => row.map(String)), (await peer()).map((row) => row.map(String)))
    const times = await inTurn(ours, peer, 5)
    rows.push({ what, firn: times.ours, peer: 'DuckDB', peerMs: times.peer })
  }
  return rows
}
