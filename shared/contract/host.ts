import { z } from 'zod'
import { method } from './method.ts'

const title = z.string().max(200).optional()

/** What a person chose in a dialog of the system; empty: nothing. From then on the engine may read it. */
export interface ChosenPaths {
  readonly paths: readonly string[]
}

/**
 * What the desktop's main process answers instead of the engine: dialogs of the system. A page of `serve` has
 * none of them; there, these methods answer `not-allowed`, and `files.list` takes their place.
 */
export const hostMethods = {
  'host.chooseFiles': method({ title }).returns<ChosenPaths>(),
  'host.chooseFolder': method({ title, create: z.boolean().optional() }).returns<ChosenPaths>(),
  /** Where to save a file; `name` is proposed. */
  'host.chooseSaveTarget': method({ title, name: z.string().max(255) }).returns<ChosenPaths>(),
}

export type HostContract = typeof hostMethods

/** What the desktop tells a window by itself. */
export interface HostEvents {
  /** Files or folders were dropped on the window; the engine may read them. */
  readonly opened: { readonly paths: readonly string[] }
}
