import { objectsOf } from '../store/file-chunks.ts'
import type { ResolvedSnapshot, Store } from '../store/store.ts'
import { lossInWords } from './loss.ts'

/**
 * What of a snapshot's stored files is damaged or missing, each as a sentence; their hashes are checked as before
 * any reading. An expired snapshot need not be there any more, so nothing is said of it. Throws `cancelled`, `io`.
 */
export async function storedCopyProblems(
  store: Store,
  resolved: ResolvedSnapshot,
  signal: AbortSignal,
): Promise<string[]> {
  if (resolved.expired) return []
  const problems: string[] = []
  const note = (error: unknown) => {
    problems.push(lossInWords(error))
  }
  try {
    for await (const entry of store.entries(resolved))
      for (const { sha256 } of objectsOf(entry)) await store.objectPath(sha256, { signal }).catch(note)
  } catch (error) {
    note(error)
  }
  return problems
}
