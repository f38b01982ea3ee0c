import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { isSha256 } from './canonical.ts'
import type { StoreContext } from './context.ts'
import { isMissing, storeFailure } from './io-error.ts'
import { layout } from './layout.ts'

/** What file managers leave in any folder that they show. */
export const droppings: ReadonlySet<string> = new Set(['.DS_Store', 'Thumbs.db', 'desktop.ini'])

/** Names of all objects in the store, and of files that lie among them and are none. */
export async function listObjects(
  ctx: StoreContext,
): Promise<{ readonly objects: Set<string>; readonly strangers: string[] }> {
  const objects = new Set<string>()
  const strangers: string[] = []
  const top = layout.objects(ctx.root)
  for (const prefix of await namesIn(top)) {
    const folder = join(top, prefix)
    if (!/^[0-9a-f]{2}$/.test(prefix)) {
      strangers.push(folder)
      continue
    }
    for (const name of await namesIn(folder)) {
      if (isSha256(name) && name.startsWith(prefix)) objects.add(name)
      else strangers.push(join(folder, name))
    }
  }
  return { objects, strangers }
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).filter((name) => !droppings.has(name)).toSorted()
  } catch (error) {
    if (isMissing(error)) return []
    throw storeFailure(error, 'list the objects', folder)
  }
}
