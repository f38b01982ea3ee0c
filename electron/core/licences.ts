import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { FirnError } from '../../shared/contract/errors.ts'
import { builtFolder } from './process/entry-files.ts'

const ofOtherParts = `# Parts that are not bundled

DuckDB (@duckdb/node-bindings): MIT, https://duckdb.org
Electron and Chromium: MIT and others; LICENSES.chromium.html lies beside the program.
`

/** The licences of all parts, as the build collected them. Throws `file-missing` when the program lacks them. */
export async function readLicences(): Promise<string> {
  const files = ['licenses.md', join('renderer', 'licenses.md')]
  const texts = await Promise.all(
    files.map(async (name) => {
      const file = join(builtFolder(), name)
      try {
        return await readFile(file, 'utf8')
      } catch (error) {
        throw new FirnError(
          'file-missing',
          `The licences of the parts are not there: ${(error as Error).message}.`,
          {
            hint: 'Install Firn again, or run "npm run build" in its folder.',
            context: { file },
            cause: error,
          },
        )
      }
    }),
  )
  return [...texts, ofOtherParts].join('\n\n')
}
