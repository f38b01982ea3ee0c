import type { Handlers } from '../../../shared/contract/responder.ts'
import type { settingsMethods } from '../../../shared/contract/settings.ts'
import type { Session } from '../session.ts'
import { requireFolder, scratchIn } from '../state/settings.ts'

/** Settings of the machine; a window may choose only folders that it may write into anyway. */
export function settingsHandlers({ settings, scratch, access }: Session): Handlers<typeof settingsMethods> {
  return {
    'settings.get': () => settings.state(),
    'settings.set': async (change) => {
      const { scratchFolder } = change
      if (scratchFolder === undefined) return await settings.change(change)
      if (scratchFolder === null) {
        const state = await settings.change(change)
        await scratch.move(undefined)
        return state
      }
      const folder = await access.readable(scratchFolder)
      await requireFolder(folder)
      await access.writable(scratchIn(folder))
      // First, because only trying shows whether it can be written.
      await scratch.move(folder)
      try {
        return await settings.change({ ...change, scratchFolder: folder })
      } catch (error) {
        await scratch.move(settings.scratchFolder)
        throw error
      }
    },
  }
}
