// Runs the benchmark cases one after the other and prints one table. Everything is measured in this run:
// Firn through its served engine (the whole program), the peer beside it.

import { mkdirSync } from 'node:fs'
import { cpus, tmpdir, totalmem } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { ensureBuilt } from '../scripts/build/ensure.mjs'
import { makeData } from './data.mjs'
import { startFirn } from './firn.mjs'
import { aggregateCase } from './cases/aggregate.mjs'
import { compareCase } from './cases/compare.mjs'
import { firstRowsCases } from './cases/first-rows.mjs'
import { freezeCase } from './cases/freeze.mjs'
import { pagesCase } from './cases/pages.mjs'
import { snapshotCase } from './cases/snapshot.mjs'

const { values } = parseArgs({
  options: { scale: { type: 'string', default: '1' }, only: { type: 'string' }, data: { type: 'string' } },
})
const scale = Number(values.scale)
const folder = values.data ?? join(tmpdir(), 'firn-bench')
mkdirSync(folder, { recursive: true })
await ensureBuilt(['node'])

/** @type {readonly { name: string, run: import('./context.ts').Case }[]} */
const cases = [
  { name: 'first-rows', run: firstRowsCases },
  { name: 'snapshot', run: snapshotCase },
  { name: 'pages', run: pagesCase },
  { name: 'aggregate', run: aggregateCase },
  { name: 'freeze', run: freezeCase },
  { name: 'compare', run: compareCase },
]
const wanted = values.only?.split(',')
const data = await makeData(folder, scale)
console.log(
  `${cpus().length} cores, ${(totalmem() / 1e9).toFixed(0)} GB, Node ${process.version}, scale ${scale}\n`,
)
/** @type {import('./context.ts').Measured[]} */
const rows = []
for (const { name, run } of cases) {
  if (wanted !== undefined && !wanted.includes(name)) continue
  const firn = await startFirn(folder)
  try {
    for (const row of await run({ firn, data })) {
      rows.push(row)
      console.log(
        `${row.what}: Firn ${seconds(row.firn)}, ${row.peer} ${seconds(row.peerMs)}, ratio ${(row.firn / row.peerMs).toFixed(2)}`,
      )
    }
  } finally {
    await firn.close()
  }
}
console.log(`\n| what | Firn | peer | ratio |\n|---|---:|---|---:|`)
for (const row of rows)
  console.log(
    `| ${row.what} | ${seconds(row.firn)} | ${row.peer}: ${seconds(row.peerMs)} | ${(row.firn / row.peerMs).toFixed(2)} |`,
  )

/** @param {number} ms */
function seconds(ms) {
  return ms < 1000 ? `${ms.toFixed(ms < 10 ? 1 : 0)} ms` : `${(ms / 1000).toFixed(2)} s`
}
