import type { FileChunk, TreeEntry } from '../../../shared/model/snapshot.ts'
import { isSha256, sha256 } from './canonical.ts'

/** Objects that hold the bytes of a file, in order: its chunks, or the file itself. None for a link. */
export function objectsOf(entry: TreeEntry): readonly { readonly sha256: string; readonly size: number }[] {
  if (entry.chunks !== undefined) return entry.chunks
  return entry.sha256 === undefined ? [] : [{ sha256: entry.sha256, size: entry.size }]
}

/**
 * What names the bytes of a file in digests and comparisons: of a whole file its SHA-256, of one in chunks the
 * SHA-256 over a line for each, `<size> <sha256>\n` - not that of the file, which is not known where only its end
 * was read. Undefined for a link.
 */
export function bytesName({
  chunks,
  sha256: whole,
}: Pick<TreeEntry, 'chunks' | 'sha256'>): string | undefined {
  return chunks === undefined
    ? whole
    : sha256(chunks.map((chunk) => `${chunk.size} ${chunk.sha256}\n`).join(''))
}

/** Whether an entry of a file says where all of its bytes are. */
export function holdsBytes({ chunks, sha256: whole, size }: TreeEntry): boolean {
  if (chunks === undefined) return isSha256(whole)
  if (!Array.isArray(chunks) || (whole !== undefined && !isSha256(whole))) return false
  const sound = (chunks as readonly Partial<FileChunk>[]).every(
    (chunk) => isSha256(chunk.sha256) && isCount(chunk.size) && isCount(chunk.line),
  )
  return sound && chunks.length > 0 && chunks.reduce((sum, chunk) => sum + chunk.size, 0) === size
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) > 0
}
