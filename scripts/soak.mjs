// npm run soak [-- word …]
//
// The tests whose attempts are counted (electron/core/testing/counts.ts), with all the attempts that are promised
// instead of those of every day, and every end-to-end test under a trace of what leaves the machine: hours. Words
// choose among the files by their paths. A seed that a test has printed repeats it: FIRN_SEED=… npm run soak -- <file>

import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './build/places.mjs'
import { endToEndGate, runGates, unitGate } from './test/gates.mjs'

const words = process.argv.slice(2)

/**
 * Test files below a folder that the words choose.
 *
 * @param {string} folder
 * @param {RegExp} isTest
 */
const chosen = (folder, isTest) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((path) => join(folder, path))
    .filter((path) => isTest.test(path) && words.some((word) => path.includes(word)) === words.length > 0)
    .toSorted()

const unit = chosen('electron', /\.test\.ts$/).filter((path) =>
  readFileSync(join(root, path), 'utf8').includes("/testing/counts.ts'"),
)
const endToEnd = chosen(join('e2e', 'specs'), /\.spec\.ts$/)
if (unit.length + endToEnd.length === 0) {
  console.error(
    `soak: no test with counted attempts has ${words.map((word) => `"${word}"`).join(' or ')} in its path`,
  )
  process.exit(2)
}

process.env.FIRN_SOAK = '1'
await runGates([
  { name: 'build', command: ['scripts/build.mjs'] },
  ...(unit.length > 0 ? [unitGate(...unit)] : []),
  ...(endToEnd.length > 0 ? [endToEndGate(...endToEnd)] : []),
])
