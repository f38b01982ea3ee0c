// Vitest's global setup: query workers are processes of their own, forked from the built entry.

import { ensureBuilt } from './build/ensure.mjs'

export async function setup() {
  try {
    await ensureBuilt(['node'])
  } catch {
    // One file that does not build should not keep the tests of all others from running. `npm test` has
    // the build as a gate of its own.
    console.error('The build failed: tests that start a process use what was built before.')
  }
}
