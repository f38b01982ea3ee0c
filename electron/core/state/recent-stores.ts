import { existsSync } from 'node:fs'
import { readFile, rename } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { RecentStore } from '../../../shared/contract/application.ts'
import { FirnError } from '../../../shared/contract/errors.ts'
import { writeStateFile } from './state-file.ts'

const mostRecent = 12

interface Remembered {
  readonly path: string
  readonly openedAt: string
}

/** Stores that were opened on this machine, newest first. */
export async function recentStores(stateFolder: string): Promise<readonly RecentStore[]> {
  return (await read(stateFolder)).map(({ path, openedAt }) => ({
    path,
    openedAt,
    name: basename(path),
    exists: existsSync(join(path, 'firn.json')),
  }))
}

/** Puts a store at the top of the list. */
export async function rememberStore(stateFolder: string, path: string): Promise<void> {
  const others = (await read(stateFolder)).filter((store) => store.path !== path)
  const stores = [{ path, openedAt: new Date().toISOString() }, ...others].slice(0, mostRecent)
  await writeStateFile(recentFile(stateFolder), { stores })
}

async function read(stateFolder: string): Promise<readonly Remembered[]> {
  const file = recentFile(stateFolder)
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw new FirnError('io', `The list of recent stores cannot be read: ${(error as Error).message}.`, {
      context: { file },
      cause: error,
    })
  }
  try {
    const { stores } = JSON.parse(text) as { stores: Remembered[] }
    return stores.filter((store) => typeof store.path === 'string' && typeof store.openedAt === 'string')
  } catch {
    // A convenience must keep nobody out. What is left of it lies beside the new one.
    await rename(file, `${file}.damaged`).catch(() => {})
    return []
  }
}

function recentFile(stateFolder: string): string {
  return join(stateFolder, 'recent-stores.json')
}
