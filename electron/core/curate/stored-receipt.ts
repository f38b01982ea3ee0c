import { join } from 'node:path'
import { type ErrorCode, FirnError } from '../../../shared/contract/errors.ts'
import type { Receipt } from '../../../shared/model/receipt.ts'
import type { ResolvedSnapshot, Store } from '../store/store.ts'
import { fullReceipt, readReceipt } from './receipt.ts'

/**
 * The receipt of a training set, with its files at a plain path: the folder is made when it is not there.
 * Where it cannot be made, the files are the store's own objects, which hold the same bytes. Throws
 * `wrong-usage` for a snapshot that was not frozen.
 */
export async function receiptOf(store: Store, reference: string): Promise<Receipt> {
  const resolved = await store.resolve(reference, { expired: true })
  const { snapshot, dataset, version, id } = resolved
  if (snapshot.receipt === undefined)
    throw new FirnError('wrong-usage', `${resolved.reference} was not frozen, so it has no receipt.`, {
      hint: '`firn show` tells what it is.',
      context: { reference: resolved.reference },
    })
  const folder = await plainFolder(store, resolved.reference)
  return fullReceipt(readReceipt(snapshot.receipt), {
    dataset,
    version,
    id,
    content: snapshot.content,
    message: snapshot.message,
    inputs: snapshot.lineage?.inputs ?? [],
    files: await filesOf(store, resolved, folder),
    path: folder ?? store.path,
  })
}

/** Reasons that keep a folder from being made and say nothing against the training set itself. */
const noNewFolder: ReadonlySet<ErrorCode> = new Set(['disk-full', 'not-allowed', 'store-newer'])

/** Undefined where the store cannot be written now: a full disk, a store that can only be read. */
async function plainFolder(store: Store, reference: string): Promise<string | undefined> {
  try {
    return (await store.materialisePath(reference)).path
  } catch (error) {
    if (error instanceof FirnError && noNewFolder.has(error.code)) return undefined
    throw error
  }
}

async function filesOf(
  store: Store,
  resolved: ResolvedSnapshot,
  folder: string | undefined,
): Promise<Receipt['files']> {
  const entries = new Map((await store.tree(resolved)).map((entry) => [entry.path, entry]))
  const files: Receipt['files'][number][] = []
  for (const table of resolved.snapshot.tables)
    for (const file of table.files) {
      const { size = 0, sha256 = '' } = entries.get(file) ?? {}
      const path = folder === undefined ? await store.objectPath(sha256) : join(folder, file)
      files.push({ split: table.name, path, bytes: size, sha256 })
    }
  return files
}
