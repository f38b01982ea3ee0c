// Compare of 1 M rows x 12 in two versions, beside a full outer join on the key in DuckDB.

import assert from 'node:assert/strict'
import { rowsOf, withDuckDB } from '../duckdb.mjs'
import { inTurn } from '../timing.mjs'

/** @type {import('../context.ts').Case} */
export const compareCase = async ({ firn, data }) => {
  await firn.call('snapshot.take', { dataset: 'wide', sources: [data.before] })
  await firn.call('snapshot.take', { dataset: 'wide', sources: [data.after] })
  const columns = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'j', 'k', 'l']
  const differs = columns.map((name) => `x.${name} IS DISTINCT FROM y.${name}`).join(' OR ')
  const join = `SELECT count(*) FILTER (x.id IS NULL) AS added, count(*) FILTER (y.id IS NULL) AS removed,
    count(*) FILTER (x.id IS NOT NULL AND y.id IS NOT NULL AND (${differs})) AS changed
    FROM '${data.before}' x FULL OUTER JOIN '${data.after}' y ON x.id = y.id`
  const ours = async () => {
    const comparison = await firn.call('compare.start', { a: 'wide@v1', b: 'wide@v2', key: ['id'] })
    await firn.call('compare.close', { comparisonId: comparison.comparisonId })
    return comparison.rows
  }
  const peer = () =>
    withDuckDB((/** @type {import('../context.ts').Connection} */ connection) => rowsOf(connection, join))
  const { added, removed, changed } = await ours()
  assert.deepEqual(
    [[added, removed, changed].map(String)],
    (await peer()).map((row) => row.map(String)),
  )
  const times = await inTurn(ours, peer, 3)
  return [
    {
      what: 'compare 1 M rows x 12, 0.1 % changed: key, counts, aligned rows',
      firn: times.ours,
      peer: 'full outer join, counts only',
      peerMs: times.peer,
    },
  ]
}
