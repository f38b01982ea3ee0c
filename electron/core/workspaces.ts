import { resolve } from 'node:path'
import type { Emit } from './create-engine.ts'
import type { Workers } from './query/workers.ts'
import { openWorkspace, type Workspace } from './workspace.ts'

/** The stores that are open in this engine, each once, however many windows show it. */
export interface Workspaces {
  open(path: string): Promise<Workspace>
  /** Closes one store, so that its folder may be moved. */
  forget(path: string): Promise<void>
  close(): Promise<void>
}

export function createWorkspaces(options: {
  stateFolder: string
  scratchFolder: string
  workers: Workers
  emit: Emit
  readOnly: boolean
}): Workspaces {
  const opened = new Map<string, Promise<Workspace>>()
  return {
    open(path) {
      const key = resolve(path)
      const there = opened.get(key)
      if (there !== undefined) return there
      const opening = openWorkspace({ ...options, path: key })
      opened.set(key, opening)
      // A failed opening must not be remembered: the folder may be repaired or plugged in.
      opening.catch(() => opened.delete(key))
      return opening
    },
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
