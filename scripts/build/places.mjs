import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The repository's root folder. */
export const root = fileURLToPath(new URL('../..', import.meta.url))

/** Where the built program lies. */
export const dist = join(root, 'dist')

/** Unfinished builds and the lock; on the same disk as dist/, so that a finished file moves by renaming. */
export const workshop = join(root, '.firn-build')
