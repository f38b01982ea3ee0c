// npm run build [node] [renderer] [--force]
// Builds the parts named (all of them by default) that are stale. --force builds them in any case and leaves
// nothing of earlier builds behind, as packaging wants it.

import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { fingerprint, isFresh, readStamp, stampPath } from './build/freshness.mjs'
import { whileAlone } from './build/lock.mjs'
import { partNames } from './build/parts.mjs'
import { dist, workshop } from './build/places.mjs'
import { publish } from './build/publish.mjs'

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { force: { type: 'boolean', default: false } },
})
const unknown = positionals.find((name) => !partNames.some((part) => part === name))
if (unknown !== undefined) {
  console.error(`build: there is no part "${unknown}"; the parts are ${partNames.join(' and ')}`)
  process.exit(2)
}
const wanted = partNames.filter((part) => positionals.length === 0 || positionals.includes(part))

/** @param {import('./build/parts.mjs').PartName} part */
function forget(part) {
  const stamp = readStamp(part)
  for (const file of [...(stamp?.files ?? []), ...(stamp?.previous ?? [])]) {
    rmSync(join(dist, file), { force: true })
  }
  rmSync(stampPath(part), { force: true })
}

/** @param {import('./build/parts.mjs').PartName} part */
async function build(part) {
  const started = performance.now()
  // Taken before building: a source changed meanwhile makes the result stale, never wrongly fresh.
  const sources = fingerprint(part)
  const built = mkdtempSync(join(workshop, `${part}-`))
  try {
    const { bundle } = await import('./build/bundle.mjs')
    await bundle(part, built)
    mkdirSync(dist, { recursive: true })
    if (options.force) forget(part)
    publish(part, built, sources)
  } finally {
    rmSync(built, { recursive: true, force: true })
  }
  console.error(`built ${part} in ${((performance.now() - started) / 1000).toFixed(1)} s`)
}

process.on('SIGINT', () => process.exit(130))
process.on('SIGTERM', () => process.exit(143))

try {
  await whileAlone(async () => {
    for (const part of wanted) if (options.force || !isFresh(part)) await build(part)
  })
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exit(1)
}
