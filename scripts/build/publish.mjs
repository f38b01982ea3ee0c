// Moves a finished build into dist/ in an order that never leaves a file there without what it loads:
// the shared chunks and assets, named by their content, come first, then the entries that load them, each
// by renaming. What the build before had made stays until the next one, for programs still running.

import { chmodSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { readStamp, stampPath } from './freshness.mjs'
import { executables } from './parts.mjs'
import { dist } from './places.mjs'

/** @param {string} folder */
const filesIn = (folder) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(folder.length + 1)
        .replaceAll('\\', '/'),
    )

/** @param {string} file */
const isNamedByContent = (file) => /(^|\/)(chunks|assets)\//.test(file)

/** @param {string} path */
function makeExecutable(path) {
  const code = readFileSync(path, 'utf8')
  if (!code.startsWith('#!')) writeFileSync(path, `#!/usr/bin/env node\n${code}`)
  chmodSync(path, 0o755)
}

/**
 * @param {import('./parts.mjs').PartName} part
 * @param {string} built folder with the new files
 * @param {string} sources fingerprint of what they were built from
 */
export function publish(part, built, sources) {
  const files = filesIn(built)
  for (const file of executables) if (files.includes(file)) makeExecutable(join(built, file))
  const before = readStamp(part)
  const previous = (before?.files ?? []).filter((file) => !files.includes(file))

  for (const file of files.sort((a, b) => Number(isNamedByContent(b)) - Number(isNamedByContent(a)))) {
    mkdirSync(dirname(join(dist, file)), { recursive: true })
    renameSync(join(built, file), join(dist, file))
  }

  const next = join(built, 'stamp')
  writeFileSync(next, JSON.stringify({ sources, files, previous }, null, 1))
  renameSync(next, stampPath(part))

  for (const file of before?.previous ?? []) {
    if (!files.includes(file) && !previous.includes(file)) rmSync(join(dist, file), { force: true })
  }
}
