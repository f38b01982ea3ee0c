import { z } from 'zod'
import type { SettingsState } from '../model/settings.ts'
import { changing, method, nothing } from './method.ts'

const figure = z.int().nullable().optional()

/** Settings of the machine that the engine runs on. How a window looks is kept by the window. */
export const settingsMethods = {
  'settings.get': method(nothing).returns<SettingsState>(),
  /**
   * Changes what is named; null: back to what Firn chooses. Holds for the next query. Rejects with
   * `invalid-input` for what this machine does not have, with `not-allowed` and `file-unreadable` for a folder.
   */
  'settings.set': changing(
    'machine',
    method({
      memoryBytes: figure,
      threads: figure,
      scratchFolder: z.string().min(1).max(4096).nullable().optional(),
      scratchBytes: figure,
      deadlineMs: figure,
      checksInBackground: z.boolean().nullable().optional(),
    }).returns<SettingsState>(),
  ),
}
