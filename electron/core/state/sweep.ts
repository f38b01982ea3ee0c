import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'

/** Deletes what lies in a folder and was not changed for so many milliseconds; a folder that is not there is fine. */
export async function sweepOlder(folder: string, milliseconds: number): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    const path = join(folder, name)
    const there = await stat(path).catch(() => undefined)
    // What cannot be deleted now is tried again at the next start.
    if (there !== undefined && Date.now() - there.mtimeMs > milliseconds)
      await rm(path, { recursive: true, force: true }).catch(() => {})
  }
}
