// Freeze of 10 M rows (at scale 1) into three splits, beside plain COPY statements of the same rows.

import assert from 'node:assert/strict'
import { join } from 'node:path'
import { rowsOf, withDuckDB } from '../duckdb.mjs'
import { median, timed } from '../timing.mjs'

/** From here on one run is long enough to be told from noise. */
const manyRows = 2_000_000

/** @type {import('../context.ts').Case} */
export const freezeCase = async ({ firn, data }) => {
  await firn.call('snapshot.take', { dataset: 'rows', sources: [data.rows] })
  const [counted] = await withDuckDB((connection) =>
    rowsOf(connection, `SELECT count(*) FROM '${data.rows}'`),
  )
  const rows = Number(counted?.[0])
  const copy = (/** @type {string} */ name, /** @type {string} */ where) =>
    withDuckDB((/** @type {import('../context.ts').Connection} */ connection) =>
      connection.run(
        `COPY (SELECT * FROM '${data.rows}' ${where}) TO '${join(firn.home, `${name}.parquet`)}' (FORMAT parquet, COMPRESSION zstd)`,
      ),
    )
  /** @type {{ ours: number[], three: number[], one: number[] }} */
  const times = { ours: [], three: [], one: [] }
  for (let run = 0; run < (rows < manyRows ? 3 : 1); run += 1) {
    times.one.push(await timed(() => copy('all', '')))
    times.three.push(
      await timed(async () => {
        await copy('train', 'WHERE hash(id) % 100 < 80')
        await copy('validation', 'WHERE hash(id) % 100 BETWEEN 80 AND 89')
        await copy('test', 'WHERE hash(id) % 100 >= 90')
      }),
    )
    /** @type {import('../../shared/model/receipt.ts').Receipt | undefined} */
    let receipt
    const request = { dataset: `train-set-${run}`, from: 'rows', id: ['id'], label: 'e', seed: '42' }
    times.ours.push(
      await timed(async () => {
        receipt = await firn.call('freeze.run', request)
      }),
    )
    const frozen = Object.values(receipt?.splits ?? {}).reduce((sum, split) => sum + split.rows, 0)
    assert.equal(frozen, rows)
  }
  const what = `freeze of ${rows.toLocaleString('en')} rows x 12 into three splits`
  const firnMs = median(times.ours)
  return [
    { what, firn: firnMs, peer: 'three plain COPY', peerMs: median(times.three) },
    { what, firn: firnMs, peer: 'one plain COPY', peerMs: median(times.one) },
  ]
}
