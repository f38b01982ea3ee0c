import type { TreeEntry } from '../../../shared/model/snapshot.ts'
import { bytesName, objectsOf } from '../store/file-chunks.ts'
import type { FilePart } from './file-parts.ts'
import type { PhysicalFile } from './relation.ts'

/** Where the bytes of a file of a snapshot are. `place` gives the proven path of an object, or throws. */
export async function storedFile(
  entry: TreeEntry,
  place: (sha256: string) => Promise<string>,
): Promise<PhysicalFile> {
  const physical: string[] = []
  for (const { sha256 } of objectsOf(entry)) physical.push(await place(sha256))
  const [first = ''] = physical
  const identity = bytesName(entry) ?? ''
  const parts = entry.chunks?.map(
    ({ sha256, size, line }, index): FilePart => ({
      physical: physical[index] ?? '',
      identity: sha256,
      bytes: size,
      linesBefore: line - 1,
    }),
  )
  return { physical: first, identity, ...(parts === undefined ? {} : { parts }) }
}
