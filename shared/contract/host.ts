import { z } from 'zod'
import { method, nothing } from './method.ts'

const title = z.string().max(200).optional()

/** What a person chose in a dialog of the system; empty: nothing. From then on the engine may read it. */
export interface ChosenPaths {
  readonly paths: readonly string[]
}

/** Where a command stands in the application menu; commands of one group are set apart by a line. */
export const menuPlaces = [
  'file:new',
  'file:open',
  'file:import',
  'file:close',
  'settings',
  'view:find',
  'view:tabs',
  'view:parts',
  'view:theme',
  'view:zoom',
  'data',
  'help:learn',
  'help:trouble',
  'help:about',
] as const
export type MenuPlace = (typeof menuPlaces)[number]

/** Commands that the desktop itself carries out, by the ids that the window's list gives them. */
export const programCommands = [
  'new-window',
  'close-window',
  'zoom-in',
  'zoom-out',
  'zoom-reset',
  'show-log',
  'copy-diagnostics',
] as const
export type ProgramCommand = (typeof programCommands)[number]

const menuCommand = z.strictObject({
  id: z.string().min(1).max(100),
  title: z.string().min(1).max(200),
  /** As the window writes it: `Mod+Shift+K`. */
  key: z.string().max(40).optional(),
  place: z.enum(menuPlaces),
  enabled: z.boolean(),
  /** One of several, and whether it is the one. */
  checked: z.boolean().optional(),
})
export type MenuCommand = Readonly<z.output<typeof menuCommand>>

export const themes = ['system', 'light', 'dark'] as const
export type Theme = (typeof themes)[number]

/**
 * What the host answers instead of the engine: the desktop's main process, or `serve`. A method that the other of
 * the two has answers `not-allowed`; in a browser `files.list` takes the place of the dialogs.
 */
export const hostMethods = {
  'host.chooseFiles': method({ title }).returns<ChosenPaths>(),
  'host.chooseFolder': method({ title, create: z.boolean().optional() }).returns<ChosenPaths>(),
  /** Where to save a file; `name` is proposed. */
  'host.chooseSaveTarget': method({ title, name: z.string().max(255) }).returns<ChosenPaths>(),
  /**
   * What the window can do now: the application menu offers it while the window is in front. From the first
   * call on, the window hears events of the host.
   */
  'host.showCommands': method({ commands: z.array(menuCommand).max(500) }).returns<null>(),
  'host.run': method({ command: z.enum(programCommands) }).returns<null>(),
  /** The theme of everything that is not the page: menus, dialogs, the ground before the page is there. */
  'host.setTheme': method({ theme: z.enum(themes) }).returns<null>(),
  /** A new engine where it was given up or does not answer; one that answers stays. */
  'host.replaceEngine': method(nothing).returns<null>(),
  /** What the page keeps in the browser's storage is on disk, also when the program is killed. */
  'host.keep': method(nothing).returns<null>(),
  /** Versions of what carries the window, by name. */
  'host.versions': method(nothing).returns<{ readonly versions: { readonly [name: string]: string } }>(),
  /** Of `serve` alone: where another browser gets in, once. The path is below the address of the page. */
  'host.newLink': method(nothing).returns<{ readonly path: string }>(),
}

export type HostContract = typeof hostMethods

/** What the desktop tells a window by itself. */
export interface HostEvents {
  /** Files or folders were dropped on the window, or opened with it; the engine may read them. */
  readonly opened: { readonly paths: readonly string[] }
  /** The menu asks for a command of the window's list. */
  readonly command: { readonly id: string }
  /** A store that was opened before is to be shown in this window. */
  readonly showStore: { readonly path: string }
  /** Something that the person asked for in the menu was done: one sentence. */
  readonly notice: { readonly text: string }
  /** The person asks, by a notification, for what a job has done. */
  readonly showJob: { readonly id: number }
}
