import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { ProcessEntry } from './spawner.ts'

/**
 * The built file of a process entry. Built code lies beside it; code that runs from its sources (unit tests)
 * finds it in the `dist` folder of the checkout.
 */
export function entryFile(entry: ProcessEntry): string {
  return join(builtFolder(), 'core', `${entry}.js`)
}

/** The folder that holds everything that was built. */
export function builtFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url))
  for (;;) {
    if (existsSync(join(folder, 'core', 'worker.js'))) return folder
    const built = join(folder, 'dist')
    if (existsSync(join(built, 'core', 'worker.js'))) return built
    const parent = dirname(folder)
    if (parent === folder) throw new Error('Firn is not built: run "npm run build" in its folder.')
    folder = parent
  }
}
