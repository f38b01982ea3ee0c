import { join } from 'node:path'
import { FirnError } from '../../../shared/contract/errors.ts'
import type { Receipt } from '../../../shared/model/receipt.ts'
import type { ResolvedSnapshot, Store } from '../store/store.ts'
import { fullReceipt, readReceipt } from './receipt.ts'

/**
 * The receipt of a training set, with its files at a plain path: the folder is made when it is not there.
 * Throws `wrong-usage` for a snapshot that was not frozen.
 */
export async function receiptOf(store: Store, reference: string): Promise<Receipt> {
  const resolved = await store.resolve(reference, { expired: true })
  const { snapshot, dataset, version, id } = resolved
  if (snapshot.receipt === undefined)
    throw new FirnError('wrong-usage', `${resolved.reference} was not frozen, so it has no receipt.`, {
      hint: '`firn show` tells what it is.',
      context: { reference: resolved.reference },
    })
  const { path } = await store.materialisePath(resolved.reference)
  return fullReceipt(readReceipt(snapshot.receipt), {
    dataset,
    version,
    id,
    content: snapshot.content,
    message: snapshot.message,
    inputs: snapshot.lineage?.inputs ?? [],
    files: await filesOf(store, resolved, path),
    path,
  })
}

async function filesOf(store: Store, resolved: ResolvedSnapshot, folder: string): Promise<Receipt['files']> {
  const entries = new Map((await store.tree(resolved)).map((entry) => [entry.path, entry]))
  return resolved.snapshot.tables.flatMap((table) =>
    table.files.map((file) => {
      const entry = entries.get(file)
      return {
        split: table.name,
        path: join(folder, file),
        bytes: entry?.size ?? 0,
        sha256: entry?.sha256 ?? '',
      }
    }),
  )
}
