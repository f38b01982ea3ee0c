// Runs gates one after the other and counts what passed. A skipped test counts as failed unless it names
// something this machine lacks (electron/core/testing/requirements.ts).

import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { root } from '../build/places.mjs'
import { ensureDependencies } from '../dependencies.mjs'
import { ensurePackages, quickTemporaryFolder, testElectron } from './machine.mjs'

/**
 * @typedef {object} Gate
 * @property {string} name
 * @property {string[]} command
 * @property {boolean} [counts] whether the runner reports its tests
 *
 * @typedef {import('./verdict.ts').Verdict} Verdict
 */

/**
 * The file of a package's program.
 *
 * @param {string} package_
 * @param {string} file
 */
export const bin = (package_, file) => join(root, 'node_modules', package_, file)

/**
 * Options of the runners: on a loaded machine a process may be late once. What is late twice is a fault, and what
 * was late once is named.
 */
export const secondAttempt = { vitest: '--retry=1', playwright: '--retries=1' }

/**
 * @param {string[]} more arguments of vitest: files, options
 * @returns {Gate}
 */
export const unitGate = (...more) => ({
  name: 'unit',
  command: [
    bin('vitest', 'vitest.mjs'),
    'run',
    '--reporter=default',
    '--reporter=./scripts/test/vitest-reporter.ts',
    ...more,
  ],
  counts: true,
})

/**
 * @param {string[]} more arguments of Playwright: files, options
 * @returns {Gate}
 */
export const endToEndGate = (...more) => ({
  name: 'e2e',
  command: [
    bin('@playwright/test', 'cli.js'),
    'test',
    '--config=e2e/playwright.config.ts',
    `--reporter=list,${join(root, 'scripts/test/playwright-reporter.ts')}`,
    ...more,
  ],
  counts: true,
})

/**
 * @param {string} file
 * @returns {Verdict}
 */
function readVerdict(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    // The runner ended before it could report; its exit code counts as the failure.
    return { passed: 0, failed: 0, failures: [], late: [], skipped: [], wronglySkipped: [] }
  }
}

/**
 * @param {Gate} gate
 * @param {string} verdict the file for what the runner reports
 * @returns {Promise<boolean>} whether the command succeeded
 */
const run = ({ command }, verdict) =>
  new Promise((resolve) => {
    // Tests start Node a thousand times, and it reads these certificates every time: a tenth of a second.
    const { NODE_EXTRA_CA_CERTS: _, TMPDIR = quickTemporaryFolder(), ...env } = process.env
    const child = spawn(process.execPath, command, {
      cwd: root,
      stdio: 'inherit',
      env: { ...env, TMPDIR, FIRN_TEST_VERDICT: verdict },
    })
    child.once('close', (code) => resolve(code === 0))
  })

/**
 * A remark for each test that did not simply pass.
 *
 * @param {Verdict} verdict
 */
function remarksOn({ failures, late, skipped, wronglySkipped }) {
  /** @param {string} message */
  const short = (message) =>
    stripVTControlCharacters(message).trim().split('\n').slice(0, 6).join('\n    ').slice(0, 800)
  return [
    ...skipped.map(({ test, reason }) => `skipped: ${test} (${reason})`),
    ...wronglySkipped.map(
      ({ test, reason }) => `must not be skipped here: ${test} (${reason ?? 'no reason given'})`,
    ),
    ...late.map(({ test, message }) => `passed at the second attempt only: ${test}\n    ${short(message)}`),
    ...failures.map(({ test, message }) => `failed: ${test}\n    ${short(message)}`),
  ]
}

/**
 * Runs gates in their order, on a fresh machine too: what they need beyond the checkout is installed first, where
 * that can be done without asking. Sets the exit code of this process.
 *
 * @param {readonly Gate[]} gates
 */
export async function runGates(gates) {
  const verdicts = mkdtempSync(join(tmpdir(), 'firn-test-'))
  process.on('exit', () => rmSync(verdicts, { recursive: true, force: true }))

  try {
    ensureDependencies()
  } catch (error) {
    console.error(/** @type {Error} */ (error).message)
    process.exit(1)
  }
  if (gates.some(({ counts }) => counts)) ensurePackages()
  if (gates.some(({ name }) => name === 'e2e')) {
    const electron = testElectron()
    if (electron !== undefined) process.env.ELECTRON_OVERRIDE_DIST_PATH = electron
  }

  let passed = 0
  let failed = 0
  let skipped = 0
  /** @type {string[]} */
  const outcomes = []
  /** @type {string[]} */
  const remarks = []

  for (const gate of gates) {
    console.log(`\n── ${gate.name}`)
    const started = performance.now()
    const succeeded = await run(gate, join(verdicts, gate.name))
    const verdict = readVerdict(join(verdicts, gate.name))
    remarks.push(...remarksOn(verdict))
    const holds = succeeded && verdict.failed === 0 && verdict.wronglySkipped.length === 0
    passed += verdict.passed + (holds ? 1 : 0)
    failed += verdict.failed + verdict.wronglySkipped.length + (holds ? 0 : 1)
    skipped += verdict.skipped.length
    const seconds = ((performance.now() - started) / 1000).toFixed(1)
    outcomes.push(`${holds ? '✓' : '✗'} ${gate.name.padEnd(10)} ${seconds.padStart(6)} s`)
  }

  if (remarks.length > 0) console.log(`\n${remarks.join('\n')}`)
  console.log(`\n${outcomes.join('\n')}\n`)
  console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`)
  process.exitCode = failed > 0 ? 1 : 0
}
