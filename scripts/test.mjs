// npm test [-- --only unit,e2e] [-- file …]
//
// Everything that must hold before a change is taken, in one go, on a fresh machine too. Prints each gate with
// its time, and at the end how many checks and tests passed.

import { parseArgs } from 'node:util'
import { bin, endToEndGate, runGates, secondAttempt, unitGate } from './test/gates.mjs'

const { values: options, positionals: files } = parseArgs({
  allowPositionals: true,
  options: { only: { type: 'string', multiple: true, default: [] } },
})

/** @type {import('./test/gates.mjs').Gate[]} */
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
  unitGate(secondAttempt.vitest, ...files),
  endToEndGate(secondAttempt.playwright, ...files),
]

const only = options.only.flatMap((names) => names.split(','))
const unknown = only.find((name) => !gates.some((gate) => gate.name === name))
if (unknown !== undefined) {
  console.error(
    `test: there is no gate "${unknown}"; the gates are ${gates.map(({ name }) => name).join(', ')}`,
  )
  process.exit(2)
}
await runGates(gates.filter(({ name }) => only.length === 0 || only.includes(name)))
