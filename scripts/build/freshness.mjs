// Whether a part of dist/ is what its sources would build. Contents are compared, not times: a checkout of
// another commit and back builds nothing, and a file restored with an old time is still seen.

import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { notASource, parts } from './parts.mjs'
import { dist, root } from './places.mjs'

/**
 * @typedef {object} Stamp
 * @property {string} sources fingerprint of the sources the files were built from
 * @property {string[]} files what was built, relative to dist/
 * @property {string[]} previous what the build before had made and a running program may still load
 */

/** @param {string} path relative to the repository @param {string[]} found */
function collect(path, found) {
  const stat = statSync(join(root, path), { throwIfNoEntry: false })
  if (stat === undefined) return
  if (!stat.isDirectory()) {
    found.push(path)
    return
  }
  for (const entry of readdirSync(join(root, path), { withFileTypes: true })) {
    const inside = `${path}/${entry.name}`
    if (entry.isDirectory()) collect(inside, found)
    else if (!notASource.test(inside)) found.push(inside)
  }
}

/**
 * A fingerprint over names and contents of everything a part is built from.
 *
 * @param {import('./parts.mjs').PartName} part
 */
export function fingerprint(part) {
  /** @type {string[]} */
  const files = []
  for (const source of parts[part].sources) collect(source, files)
  const hash = createHash('sha256')
  for (const file of files.sort()) {
    const content = readFileSync(join(root, file))
    hash.update(`${file}\0${content.length}\0`).update(content)
  }
  return hash.digest('hex')
}

/** @param {import('./parts.mjs').PartName} part */
export const stampPath = (part) => join(dist, `.${part}.json`)

/**
 * The note the last build of a part left in dist/, or undefined where there was none (or none that is whole).
 *
 * @param {import('./parts.mjs').PartName} part
 * @returns {Stamp | undefined}
 */
export function readStamp(part) {
  try {
    return JSON.parse(readFileSync(stampPath(part), 'utf8'))
  } catch {
    return undefined
  }
}

/**
 * True when dist/ holds exactly what the sources of this part would build. Takes about 20 ms.
 *
 * @param {import('./parts.mjs').PartName} part
 */
export function isFresh(part) {
  const stamp = readStamp(part)
  return (
    stamp !== undefined &&
    stamp.sources === fingerprint(part) &&
    stamp.files.every((file) => existsSync(join(dist, file)))
  )
}
