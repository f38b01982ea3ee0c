import { randomUUID } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import { basename, resolve } from 'node:path'
import { FirnError } from '../../../shared/contract/errors.ts'
import type { StoreInfo } from '../../../shared/contract/store.ts'
import { type Disk, realDisk } from './durable.ts'
import { firnFileText, storeFormat } from './firn-file.ts'
import { isMissing, storeFailure, systemCode } from './io-error.ts'
import { layout } from './layout.ts'

/**
 * Makes an empty store in a folder that does not exist yet or holds nothing. Throws `already-exists`,
 * `not-allowed`, `disk-full`, `io`.
 */
export async function initStore(path: string, options: { readonly disk?: Disk } = {}): Promise<StoreInfo> {
  const root = resolve(path)
  const { disk = realDisk } = options
  await requireEmpty(root)
  const id = randomUUID()
  try {
    for (const folder of [layout.objects, layout.datasets, layout.staging, layout.leases])
      await disk.makeFolder(folder(root))
    // Last, because this file is what makes the folder a store.
    await disk.writeNew(layout.firnFile(root), Buffer.from(firnFileText(id)), 0o644)
    await disk.syncFolder(root)
  } catch (error) {
    if (systemCode(error) === 'EEXIST') throw taken(root, 'a store')
    throw storeFailure(error, 'make a store', root)
  }
  return { path: root, name: basename(root), id, format: storeFormat }
}

async function requireEmpty(root: string): Promise<void> {
  let names: string[]
  try {
    names = await readdir(root)
  } catch (error) {
    if (systemCode(error) === 'ENOTDIR') throw taken(root, 'a file')
    if (isMissing(error)) return
    throw storeFailure(error, 'make a store', root)
  }
  if (names.includes('firn.json')) throw taken(root, 'a store')
  // Folders that an interrupted attempt left are fine.
  const ours = new Set(['objects', 'datasets', 'staging', 'leases'])
  for (const name of names) if (!ours.has(name)) throw taken(root, 'something else')
  for (const folder of [layout.objects(root), layout.datasets(root)]) {
    if (!names.includes(basename(folder))) continue
    if ((await readdir(folder)).length > 0) throw taken(root, 'a store without its firn.json')
  }
}

function taken(root: string, what: string): FirnError {
  return new FirnError('already-exists', `${root} already holds ${what}.`, {
    hint: what === 'a store' ? 'Open it, or choose another folder.' : 'Choose an empty folder or a new one.',
    context: { file: root },
  })
}
