// Freeze of 10 M rows into three splits, beside two plain COPY statements of the same rows.

import assert from 'node:assert/strict'
import { join } from 'node:path'
import { rowsOf, withDuckDB } from '../duckdb.mjs'
import { timed } from '../timing.mjs'

/** @type {import('../context.ts').Case} */
export const freezeCase = async ({ firn, data }) => {
  await firn.call('snapshot.take', { dataset: 'rows', sources: [data.rows] })
  /** @type {import('../../shared/model/receipt.ts').Receipt | undefined} */
  let receipt
  const ours = await timed(async () => {
    receipt = await firn.call('freeze.run', {
      dataset: 'train-set',
      from: 'rows',
      id: ['id'],
      label: 'e',
      seed: '42',
    })
  })
  const peerMs = await withDuckDB((/** @type {import('../context.ts').Connection} */ connection) =>
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
  const [counted] = await withDuckDB((connection) =>
    rowsOf(connection, `SELECT count(*) FROM '${data.rows}'`),
  )
  const frozen = Object.values(receipt?.splits ?? {}).reduce((sum, split) => sum + split.rows, 0)
  assert.equal(String(frozen), String(counted?.[0]))
  return [
    { what: 'freeze of 10 M rows x 12 into three splits', firn: ours, peer: 'three plain COPY', peerMs },
  ]
}
