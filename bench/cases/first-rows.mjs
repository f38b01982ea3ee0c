// First rows of large raw files that were never seen before.

import assert from 'node:assert/strict'
import { linkSync } from 'node:fs'
import { basename, join } from 'node:path'
import { rowsOf, withDuckDB } from '../duckdb.mjs'
import { inTurn } from '../timing.mjs'

/** @type {import('../context.ts').Case} */
export const firstRowsCases = async ({ firn, data }) => {
  const rows = []
  /** @type {[string, string][]} */
  const files = [
    ['first 200 rows of a 1 GB CSV', data.csv],
    ['first 200 rows of a 1 GB JSON-lines file', data.jsonLines],
  ]
  for (const [what, original] of files) {
    let opened = 0
    const ours = async () => {
      // Another name each time: what was found out about a file is kept, and here it must be news.
      opened += 1
      const file = join(firn.home, `${opened}-${basename(original)}`)
      linkSync(original, file)
      const result = await firn.call('query.start', {
        sql: `SELECT id, host, status, bytes FROM '${file}' LIMIT 200`,
      })
      await firn.call('query.close', { resultId: result.resultId })
      return result.firstPage
    }
    const peer = () =>
      withDuckDB((/** @type {import('../context.ts').Connection} */ connection) =>
        rowsOf(connection, `SELECT id, host, status, bytes FROM '${original}' LIMIT 200`),
      )
    assert.deepEqual(
      (await ours()).map((row) => row.map(String)),
      (await peer()).map((row) => row.map(String)),
    )
    const times = await inTurn(ours, peer, 5)
    rows.push({ what, firn: times.ours, peer: 'DuckDB', peerMs: times.peer })
  }
  return rows
}
