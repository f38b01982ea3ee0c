import { stat } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'

const paths = z.array(z.string()).max(10_000)

/** What the program was started with, or what the system asked it to open: absolute paths. */
export const openedBySystem = z.object({
  paths,
  /** Named as stores: whatever lies there, it is not data. */
  stores: paths.optional(),
})
export type OpenedBySystem = Readonly<z.output<typeof openedBySystem>>

/**
 * Reads a command line: `--store=DIR`, and paths of stores and of data. Options are Chromium's or Electron's;
 * from a checkout the folder of the program stands there as well.
 */
export function readCommandLine(
  parameters: readonly string[],
  place: { readonly cwd: string; readonly appPath: string; readonly isPackaged: boolean },
): OpenedBySystem {
  const named: string[] = []
  const stores: string[] = []
  let isProgramKnown = place.isPackaged
  let skipNext = false
  for (const parameter of parameters.slice(1)) {
    if (skipNext) {
      skipNext = false
      continue
    }
    const store = /^--store=(.+)$/.exec(parameter)?.[1]
    if (store !== undefined) stores.push(resolve(place.cwd, store))
    // Electron's own `-r FILE`, which a packaged program does not take.
    else if (!place.isPackaged && (parameter === '-r' || parameter === '--require')) skipNext = true
    else if (parameter.startsWith('-') || parameter === '') continue
    else if (!isProgramKnown && resolve(place.cwd, parameter) === resolve(place.appPath))
      isProgramKnown = true
    else named.push(pathOf(parameter, place.cwd))
  }
  return { paths: named, stores }
}

/** A file manager of Linux may name what it opens by an address. */
function pathOf(parameter: string, cwd: string): string {
  try {
    if (parameter.startsWith('file://')) return fileURLToPath(parameter)
  } catch {
    // A file on another machine. Nothing has that name here, and the window will say so.
  }
  return resolve(cwd, parameter)
}

/** What was asked for, told apart: folders of stores, and everything else, which is data. */
export async function storesAndData(
  opened: OpenedBySystem,
): Promise<{ readonly stores: readonly string[]; readonly data: readonly string[] }> {
  const stores = [...(opened.stores ?? [])]
  const data: string[] = []
  for (const path of opened.paths) {
    // A double click on the one file in a store that looks like a document means the store.
    const folder = resolve(basename(path) === 'firn.json' ? dirname(path) : path)
    if (await isStore(folder)) stores.push(folder)
    else data.push(path)
  }
  return { stores, data }
}

/** Whether a store lies in a folder. */
export async function isStore(folder: string): Promise<boolean> {
  const found = await stat(join(folder, 'firn.json')).catch(() => undefined)
  return found?.isFile() === true
}
