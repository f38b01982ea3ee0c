// npm test [-- --only unit,e2e] [-- file …]
//
// Everything that must hold before a change is taken, in one go, on a fresh machine too. Prints each gate with
// its time, and at the end how many checks and tests passed. A skipped test counts as failed unless it names
// something this machine lacks (electron/core/testing/requirements.ts).

import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { root } from './build/places.mjs'
import { ensureDependencies } from './dependencies.mjs'
import { ensurePackages, testElectron } from './test/machine.mjs'

/**
 * @typedef {object} Gate
 * @property {string} name
 * @property {string[]} command
 * @property {boolean} [counts] whether the runner reports its tests
 *
 * @typedef {import('./test/verdict.ts').Verdict} Verdict
 */

const { values: options, positionals: files } = parseArgs({
  allowPositionals: true,
  options: { only: { type: 'string', multiple: true, default: [] } },
})

/** @param {string} package_ @param {string} file */
const bin = (package_, file) => join(root, 'node_modules', package_, file)

/** @type {Gate[]} */
const gates = [
  { name: 'lockfile', command: ['scripts/complete-lockfile.mjs', '--check'] },
  { name: 'types', command: ['scripts/types.mjs'] },
  {
    name: 'lint',
    command: [
      bin('oxlint', 'bin/oxlint'),
      '--type-aware',
      '--deny-warnings',
      '--report-unused-disable-directives',
    ],
  },
  { name: 'format', command: [bin('@biomejs/biome', 'bin/biome'), 'format', '--error-on-warnings', '.'] },
  { name: 'layers', command: ['scripts/layers.mjs'] },
  { name: 'build', command: ['scripts/build.mjs'] },
  {
    name: 'unit',
    command: [
      bin('vitest', 'vitest.mjs'),
      'run',
      '--reporter=default',
      '--reporter=./scripts/test/vitest-reporter.ts',
      ...files,
    ],
    counts: true,
  },
  {
    name: 'e2e',
    command: [
      bin('@playwright/test', 'cli.js'),
      'test',
      '--config=e2e/playwright.config.ts',
      `--reporter=list,${join(root, 'scripts/test/playwright-reporter.ts')}`,
      ...files,
    ],
    counts: true,
  },
]

const existing = gates.filter(
  ({ name }) => name !== 'e2e' || existsSync(join(root, 'e2e/playwright.config.ts')),
)
const only = options.only.flatMap((names) => names.split(','))
const unknown = only.find((name) => !existing.some((gate) => gate.name === name))
if (unknown !== undefined) {
  console.error(
    `test: there is no gate "${unknown}"; the gates are ${existing.map(({ name }) => name).join(', ')}`,
  )
  process.exit(2)
}
const wanted = existing.filter(({ name }) => only.length === 0 || only.includes(name))

const verdicts = mkdtempSync(join(tmpdir(), 'firn-test-'))
process.on('exit', () => rmSync(verdicts, { recursive: true, force: true }))

/**
 * @param {string} file
 * @returns {Verdict}
 */
function readVerdict(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    // The runner ended before it could report; its exit code counts as the failure.
    return { passed: 0, failed: 0, skipped: [], wronglySkipped: [] }
  }
}

/**
 * @param {Gate} gate
 * @returns {Promise<boolean>} whether the command succeeded
 */
const run = ({ name, command }) =>
  new Promise((resolve) => {
    const child = spawn(process.execPath, command, {
      cwd: root,
      stdio: 'inherit',
      env: { ...process.env, FIRN_TEST_VERDICT: join(verdicts, name) },
    })
    child.once('close', (code) => resolve(code === 0))
  })

try {
  ensureDependencies()
} catch (error) {
  console.error(`test: ${/** @type {Error} */ (error).message}`)
  process.exit(1)
}
if (wanted.some(({ counts }) => counts)) ensurePackages()
if (wanted.some(({ name }) => name === 'e2e')) {
  const electron = testElectron()
  if (electron !== undefined) process.env.ELECTRON_OVERRIDE_DIST_PATH = electron
}

let passed = 0
let failed = 0
let skipped = 0
/** @type {string[]} */
const outcomes = []

for (const gate of wanted) {
  console.log(`\n── ${gate.name}`)
  const started = performance.now()
  const succeeded = await run(gate)
  const verdict = readVerdict(join(verdicts, gate.name))
  for (const { test, reason } of verdict.skipped) console.log(`skipped: ${test} (${reason})`)
  for (const { test, reason } of verdict.wronglySkipped) {
    console.error(`must not be skipped here: ${test} (${reason ?? 'no reason given'})`)
  }
  const holds = succeeded && verdict.failed === 0 && verdict.wronglySkipped.length === 0
  passed += verdict.passed + (holds ? 1 : 0)
  failed += verdict.failed + verdict.wronglySkipped.length + (holds ? 0 : 1)
  skipped += verdict.skipped.length
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  outcomes.push(`${holds ? '✓' : '✗'} ${gate.name.padEnd(10)} ${seconds.padStart(6)} s`)
}

console.log(`\n${outcomes.join('\n')}\n`)
console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`)
process.exitCode = failed > 0 ? 1 : 0
