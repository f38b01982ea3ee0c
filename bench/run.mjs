// Runs the benchmark cases one after the other and prints one table. Everything is measured in this run:
// Firn through its served engine (the whole program), the peer beside it.

import { mkdirSync } from 'node:fs'
import { cpus, loadavg, tmpdir, totalmem } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { ensureBuilt } from '../scripts/build/ensure.mjs'
import { makeData } from './data.mjs'
import { startFirn } from './firn.mjs'
import { aggregateCase } from './cases/aggregate.mjs'
import { compareCase } from './cases/compare.mjs'
import { firstRowsCases } from './cases/first-rows.mjs'
import { framesCase } from './cases/frames.mjs'
import { freezeCase } from './cases/freeze.mjs'
import { pagesCase } from './cases/pages.mjs'
import { memoryCase } from './cases/memory.mjs'
import { snapshotCase } from './cases/snapshot.mjs'
import { startCase } from './cases/start.mjs'
import { prepareGround } from './windows/ground.mjs'

const { values } = parseArgs({
  options: { scale: { type: 'string', default: '1' }, only: { type: 'string' }, data: { type: 'string' } },
})
const scale = Number(values.scale)
const folder = values.data ?? join(tmpdir(), 'firn-bench')
mkdirSync(folder, { recursive: true })
await ensureBuilt(['node', 'renderer'])

/** @type {Readonly<Record<string, import('./context.ts').Case>>} */
const engineCases = {
  'first-rows': firstRowsCases,
  snapshot: snapshotCase,
  pages: pagesCase,
  aggregate: aggregateCase,
  freeze: freezeCase,
  compare: compareCase,
}
/** @type {Readonly<Record<string, import('./context.ts').WindowCase>>} */
const windowCases = { start: startCase, memory: memoryCase, frames: framesCase }
const wanted = values.only?.split(',') ?? [...Object.keys(engineCases), ...Object.keys(windowCases)]

console.log(
  `${cpus().length} cores, load ${loadavg()[0]?.toFixed(1)}, ${(totalmem() / 1e9).toFixed(0)} GB, Node ${process.version}, scale ${scale}\n`,
)
/** @type {import('./context.ts').Measured[]} */
const rows = []
for (const [name, run] of chosen(engineCases)) {
  const data = await makeData(folder, scale)
  const firn = await startFirn(folder)
  try {
    await measure(name, () => run({ firn, data }))
  } finally {
    await firn.close()
  }
}
for (const [name, run] of chosen(windowCases)) {
  const ground = await prepareGround(folder)
  try {
    await measure(name, () => run({ ground }))
  } finally {
    ground.close()
  }
}
console.log(`\n| what | Firn | peer | ratio |\n|---|---:|---|---:|`)
for (const row of rows)
  console.log(
    `| ${row.what} | ${amount(row, row.firn)} | ${row.peer}: ${amount(row, row.peerMs)} | ${ratio(row)} |`,
  )

/**
 * @template Run
 * @param {Readonly<Record<string, Run>>} cases
 */
function chosen(cases) {
  return Object.entries(cases).filter(([name]) => wanted.includes(name))
}

/**
 * Runs a case and prints what it has measured.
 *
 * @param {string} name
 * @param {() => Promise<readonly import('./context.ts').Measured[]>} run
 */
async function measure(name, run) {
  const began = performance.now()
  for (const row of await run()) {
    rows.push(row)
    console.log(
      `${row.what}: Firn ${amount(row, row.firn)}, ${row.peer} ${amount(row, row.peerMs)}, ratio ${ratio(row)}`,
    )
  }
  console.log(
    `(${name}: ${((performance.now() - began) / 1000).toFixed(0)} s, load ${loadavg()[0]?.toFixed(1)})`,
  )
}

/** @param {import('./context.ts').Measured} row */
function ratio({ firn, peerMs }) {
  return (firn / peerMs).toFixed(2)
}

/**
 * @param {import('./context.ts').Measured} row
 * @param {number} value
 */
function amount({ unit }, value) {
  return unit === 'MB' ? `${value.toFixed(0)} MB` : seconds(value)
}

/** @param {number} ms */
function seconds(ms) {
  return ms < 1000 ? `${ms.toFixed(ms < 10 ? 1 : 0)} ms` : `${(ms / 1000).toFixed(2)} s`
}
