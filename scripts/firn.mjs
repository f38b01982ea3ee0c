// npm run -s firn -- <command>: the command line of this checkout, built first when the sources are newer.

import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { ensureBuilt } from './build/ensure.mjs'
import { dist } from './build/places.mjs'

try {
  await ensureBuilt(['node'])
} catch (error) {
  console.error(`firn: ${/** @type {Error} */ (error).message}`)
  process.exit(1)
}

const program = join(dist, 'cli', 'main.js')
// npm changes to the checkout before it runs a script; paths are meant from where the user stands.
const { INIT_CWD, npm_lifecycle_event } = process.env
if (INIT_CWD !== undefined && npm_lifecycle_event === 'firn') process.chdir(INIT_CWD)
process.argv[1] = program
// In this process, so that exit code and signals are the program's own.
await import(pathToFileURL(program).href)
