// Imports nothing but Node's own modules until there is something to build: every `npm run firn` passes here.

import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { isFresh } from './freshness.mjs'
import { root } from './places.mjs'

/**
 * Makes sure that dist/ holds what the sources say. What the build has to say goes to stderr, so that stdout
 * stays clean for the program that is started next.
 *
 * @param {import('./parts.mjs').PartName[]} parts
 * @throws when a build fails; the build has printed why
 */
export async function ensureBuilt(parts) {
  const stale = parts.filter((part) => !isFresh(part))
  if (stale.length === 0) return
  // A process of its own: the bundler's memory and threads are not for the program to carry along.
  const build = spawn(process.execPath, [join(root, 'scripts', 'build.mjs'), ...stale], {
    cwd: root,
    stdio: ['ignore', 2, 2],
  })
  const code = await new Promise((resolve, reject) => build.once('error', reject).once('close', resolve))
  if (code !== 0) throw new Error(`The build of ${stale.join(' and ')} failed (see above)`)
}
