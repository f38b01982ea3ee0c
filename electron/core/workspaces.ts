import { resolve } from 'node:path'
import type { Emit } from './create-engine.ts'
import type { QueryLimits } from './query/limits.ts'
import type { Workers } from './query/workers.ts'
import { realDisk } from './store/durable.ts'
import { readFirnFile } from './store/firn-file.ts'
import { type BackgroundRules, openWorkspace, type Workspace } from './workspace.ts'

/** The stores that are open in this engine, each once, however many windows show it. */
export interface Workspaces {
  open(path: string): Promise<Workspace>
  isOpen(path: string): boolean
  /** Closes one store, so that its folder may be moved. */
  forget(path: string): Promise<void>
  close(): Promise<void>
}

export function createWorkspaces(options: {
  stateFolder: string
  scratchFolder: string
  workers: Workers
  limits: QueryLimits
  emit: Emit
  readOnly: boolean
  background: BackgroundRules | undefined
  /** Milliseconds since 1970. */
  clock: () => number
}): Workspaces {
  const opened = new Map<string, Promise<Workspace>>()
  function begin(key: string): Promise<Workspace> {
    const opening = openWorkspace({ ...options, path: key })
    opened.set(key, opening)
    // A failed opening must not be remembered: the folder may be repaired or plugged in.
    opening.catch(() => opened.delete(key))
    return opening
  }
  return {
    async open(path) {
      const key = resolve(path)
      const there = opened.get(key)
      if (there === undefined) return await begin(key)
      const workspace = await there
      if (await isStillThere(workspace)) return workspace
      if (opened.get(key) === there) {
        opened.delete(key)
        await workspace.close().catch(() => {})
      }
      return await (opened.get(key) ?? begin(key))
    },
    isOpen: (path) => opened.has(resolve(path)),
    async forget(path) {
      const key = resolve(path)
      const there = opened.get(key)
      opened.delete(key)
      await (await there)?.close()
    },
    async close() {
      const all = await Promise.allSettled(opened.values())
      opened.clear()
      for (const each of all) if (each.status === 'fulfilled') await each.value.close()
    },
  }
}

/** No, when the store was deleted and another one made in its folder: nothing known of it may be used for that one. */
async function isStillThere({ path, store }: Workspace): Promise<boolean> {
  // A store that cannot be read now says so itself, with what is known of it.
  const firn = await readFirnFile(realDisk, path).catch(() => undefined)
  return firn === undefined || firn.id === store.id
}
