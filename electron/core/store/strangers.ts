import { readdir } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { nameProblem } from '../../../shared/model/names.ts'
import type { StoreContext } from './context.ts'
import { isMissing, storeFailure } from './io-error.ts'
import { entryNumber, layout } from './layout.ts'
import { droppings, listObjects } from './object-listing.ts'

/**
 * As programs that keep folders the same on several machines call a copy when two of them wrote: Dropbox,
 * OneDrive, Google Drive, Nextcloud, iCloud, Syncthing.
 */
const conflictCopy = /conflict|\(\d+\)|[ _-]copy\b| \d+(\.json)?$/i

/**
 * Paths of files that lie in the store and are none of its own, conflict copies of a synced folder above all.
 * None of them is ever read. Beside firn.json only what looks like a copy of it, or of a folder of the store, is
 * meant: other files there disturb nobody.
 */
export async function listStrangers(ctx: StoreContext): Promise<string[]> {
  const strangers = [...(await strangersAround(ctx)), ...(await listObjects(ctx)).strangers]
  for (const dataset of await ctx.logs.names(ctx)) {
    const log = layout.log(ctx.root, dataset)
    strangers.push(...strangersOfLog(log, await namesIn(log)))
  }
  return strangers
}

/** Those that lie neither among the objects nor in a log. */
export async function strangersAround(ctx: StoreContext): Promise<string[]> {
  const { root } = ctx
  const own = new Set(
    [layout.firnFile(root), layout.objects(root), layout.datasets(root)].map((path) => basename(path)),
  )
  const strangers = (await namesIn(root))
    .filter((name) => !own.has(name) && /^(firn|objects|datasets)\b/i.test(name))
    .map((name) => join(root, name))
  const datasets = new Set(await ctx.logs.names(ctx))
  for (const name of await namesIn(layout.datasets(root))) {
    const path = layout.dataset(root, name)
    if (!datasets.has(name) || nameProblem(name) !== undefined) strangers.push(path)
    else for (const inside of await namesIn(path)) if (inside !== 'log') strangers.push(join(path, inside))
  }
  return strangers
}

/** Those among the names in a folder of entries, as paths. */
export function strangersOfLog(log: string, names: readonly string[]): string[] {
  return names
    .filter((name) => entryNumber(name) === undefined && !droppings.has(name))
    .map((name) => join(log, name))
}

/** What to say of a file that is none of the store's; `place` completes "is not …". */
export function strangerMessage(path: string, place: string): string {
  return conflictCopy.test(basename(path))
    ? `${path} is a conflict copy: two machines wrote into this store while a program kept its folder the same on both. It is not read, and what it says is not in the history. Compare it with the file that it is a copy of, then move it out of the store.`
    : `${path} is not ${place}.`
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).filter((name) => !droppings.has(name)).toSorted()
  } catch (error) {
    if (isMissing(error)) return []
    throw storeFailure(error, 'look into the store', folder)
  }
}
