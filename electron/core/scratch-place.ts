import { FirnError } from '../../shared/contract/errors.ts'
import type { Workers } from './query/workers.ts'
import { openScratchFolder } from './scratch-folders.ts'
import { scratchIn } from './state/settings.ts'

/** Where the workers of an engine have their scratch files. */
export interface ScratchPlace {
  /**
   * Moves it below a folder that a person chose, or back. Throws `file-unreadable` for one that cannot be
   * written; then nothing has moved.
   */
  move(chosen: string | undefined): Promise<void>
}

/** `usual` is the engine's own folder, which is there in any case. */
export function createScratchPlace(workers: Workers, usual: string): ScratchPlace {
  const opened = new Map<string, string>()
  return {
    async move(chosen) {
      if (chosen === undefined) return workers.moveScratch(usual)
      const folder = opened.get(chosen) ?? (await openedIn(chosen))
      opened.set(chosen, folder)
      workers.moveScratch(folder)
    },
  }
}

async function openedIn(chosen: string): Promise<string> {
  try {
    return await openScratchFolder(scratchIn(chosen))
  } catch (error) {
    throw new FirnError('file-unreadable', `Nothing can be written into "${chosen}".`, {
      hint: `Choose another folder, or allow writing there. The system said: ${(error as Error).message}.`,
      context: { file: chosen },
      cause: error,
    })
  }
}
