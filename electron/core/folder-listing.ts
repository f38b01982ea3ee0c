import { readdir, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { FolderListing } from '../../shared/contract/ingest.ts'
import { compareNames } from '../../shared/model/names.ts'
import { sourceFailure } from './store/io-error.ts'
import type { FileAccess } from './file-access.ts'

/**
 * What lies in a folder that may be read: folders first, by name, without hidden files. Without a folder, the
 * one that the session began with, or the list of those there are. Throws `not-allowed`, `file-missing`,
 * `file-unreadable`.
 */
export async function listFolder(access: FileAccess, named: string | undefined): Promise<FolderListing> {
  const roots = access.roots ?? []
  if (named === undefined && roots.length > 1)
    return {
      folder: '',
      entries: roots.map((path) => ({ name: basename(path) || path, path, kind: 'folder', bytes: 0 })),
    }
  const folder = await access.readable(named ?? roots[0] ?? process.cwd())
  let names: string[]
  try {
    names = await readdir(folder)
  } catch (error) {
    throw sourceFailure(error, folder)
  }
  const entries: FolderListing['entries'][number][] = []
  for (const name of names) {
    if (name.startsWith('.')) continue
    const path = join(folder, name)
    const facts = await stat(path).catch(() => undefined)
    // A link into nowhere, or something that vanished meanwhile.
    if (facts === undefined) continue
    if (facts.isDirectory()) entries.push({ name, path, kind: 'folder', bytes: 0 })
    else if (facts.isFile()) entries.push({ name, path, kind: 'file', bytes: facts.size })
  }
  entries.sort((a, b) => (a.kind === b.kind ? compareNames(a.name, b.name) : a.kind === 'folder' ? -1 : 1))
  const above = dirname(folder)
  const parent = await access.readable(above).then(
    () => above,
    () => (roots.length > 1 ? '' : undefined),
  )
  return { folder, ...(parent === undefined || above === folder ? {} : { parent }), entries }
}
