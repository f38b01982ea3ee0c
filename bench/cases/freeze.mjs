// Freeze of 10 M rows into three splits, beside two plain COPY statements of the same rows.

import assert from 'node:assert/strict'
import { join } from 'node:path'
import { withDuckDB } from '../duckdb.mjs'
import { timed } from '../timing.mjs'

export async function freezeCase({ firn, data }) {
  await firn.call('snapshot.take', { dataset: 'rows', sources: [data.rows] })
  let receipt
  const ours = await timed(async () => {
    receipt = await firn.call('freeze.run', { dataset: 'train-set', from: 'rows', id: ['id'], label: 'e', seed: '42' })
  })
  const peerMs = await withDuckDB((connection) =>
    timed(async () => {
      for (const [name, low, high] of [
        ['train', 0, 80],
        ['validation', 80, 90],
        ['test', 90, 100],
      ])
        await connection.run(
          `COPY (SELECT * FROM '${data.rows}' WHERE hash(id) % 100 >= ${low} AND hash(id) % 100 < ${high}) TO '${join(firn.home, `${name}.parquet`)}' (FORMAT parquet, COMPRESSION zstd)`,
        )
    }),
  )
  const [[rows]] = await withDuckDB(async (connection) => (await connection.runAndReadAll(`SELECT count(*) FROM '${data.rows}'`)).getRowsJson())
  const frozen = Object.values(receipt.splits).reduce((sum, split) => sum + split.rows, 0)
  assert.equal(String(frozen), String(rows))
  return [{ what: 'freeze of 10 M rows x 12 into three splits', firn: ours, peer: 'three plain COPY', peerMs }]
}
