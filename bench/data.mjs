// Makes the data of the benchmarks once; later runs find it. Sizes at scale 1 are stated beside each.

import { existsSync, renameSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { withDuckDB } from './duckdb.mjs'

/**
 * @param {string} folder
 * @param {number} scale
 * @returns {Promise<import('./context.ts').BenchData>}
 */
export async function makeData(folder, scale) {
  const name = (/** @type {string} */ file) => join(folder, `${scale}-${file}`)
  const data = {
    csv: name('events.csv'), // 1 GB, 9 million rows
    jsonLines: name('events.jsonl'), // 1 GB, 5 million rows
    rows: name('rows.parquet'), // 10 million rows x 12
    before: name('before.parquet'), // 1 million rows x 12
    after: name('after.parquet'), // the same, 0.1 % changed, 0.05 % removed, 0.05 % added
  }
  const events = (/** @type {number} */ count) => `
    SELECT i AS id, TIMESTAMP '2026-01-01' + to_milliseconds(i * 250) AS time,
      'host-' || (hash(i) % 400)::VARCHAR AS host, ['GET', 'POST', 'PUT', 'DELETE'][1 + (hash(i * 3) % 4)::INT] AS method,
      '/api/v1/items/' || (hash(i * 7) % 50000)::VARCHAR AS path, [200, 200, 200, 304, 404, 500][1 + (hash(i * 11) % 6)::INT] AS status,
      (hash(i * 13) % 100000)::INT AS bytes, round((hash(i * 17) % 1000000) / 1000.0, 3) AS milliseconds
    FROM range(${Math.round(count)}) t(i)`
  const wide = (/** @type {number} */ count) => `
    SELECT i AS id, (hash(i * 2) % 1000000)::BIGINT AS a, (hash(i * 3) % 1000)::BIGINT AS b, (hash(i * 5) % 1000000) / 7.0 AS c,
      'name ' || (hash(i * 7) % 100000)::VARCHAR AS d, 'group ' || (hash(i * 11) % 50)::VARCHAR AS e,
      DATE '2020-01-01' + (hash(i * 13) % 2000)::INT AS f, hash(i * 17) % 2 = 0 AS g, (hash(i * 19) % 10000)::INT AS h,
      (hash(i * 23) % 100)::INT AS j, md5(i::VARCHAR) AS k, (hash(i * 29) % 100000) / 100.0 AS l
    FROM range(${Math.round(count)}) t(i)`
  await make(data.csv, (target) => `COPY (${events(11.6e6 * scale)}) TO '${target}' (FORMAT csv)`)
  await make(data.jsonLines, (target) => `COPY (${events(6.6e6 * scale)}) TO '${target}' (FORMAT json)`)
  await make(data.rows, (target) => `COPY (${wide(10e6 * scale)}) TO '${target}' (FORMAT parquet)`)
  await make(data.before, (target) => `COPY (${wide(1e6 * scale)}) TO '${target}' (FORMAT parquet)`)
  await make(
    data.after,
    (target) => `COPY (
      SELECT * REPLACE (CASE WHEN id % 1000 = 1 THEN b + 1 ELSE b END AS b) FROM '${data.before}' WHERE id % 2000 <> 2
      UNION ALL BY NAME SELECT * REPLACE (id + 1000000000 AS id) FROM '${data.before}' WHERE id % 2000 = 3
    ) TO '${target}' (FORMAT parquet)`,
  )
  return data
}

/**
 * @param {string} file
 * @param {(target: string) => string} copy
 */
async function make(file, copy) {
  if (existsSync(file)) return
  console.error(`making ${file}`)
  await withDuckDB((connection) => connection.run(copy(`${file}.part`)))
  renameSync(`${file}.part`, file)
  console.error(`  ${(statSync(file).size / 1e9).toFixed(2)} GB`)
}
