import type { StoreContext } from './context.ts'
import { objectsOf } from './file-chunks.ts'
import { takeFiles } from './taking.ts'
import type { WriterSession } from './writer-session.ts'

/** Reads a source again whose bytes the store had and has lost. False when they are no longer the same. */
export async function retake(ctx: StoreContext, session: WriterSession, hash: string): Promise<boolean> {
  const taken = session.taken.find(({ entry }) => objectsOf(entry).some(({ sha256 }) => sha256 === hash))
  if (taken === undefined) return false
  try {
    await takeFiles(
      ctx,
      session.staged,
      [taken.source],
      () => undefined,
      () => {},
      { cutting: () => Promise.resolve(taken.rule) },
    )
  } catch {
    return false
  }
  return session.staged.find(hash) !== undefined
}
