import type { Emit } from './create-engine.ts'
import type { EngineConfig } from './engine-config.ts'
import type { FileAccess } from './file-access.ts'
import type { IngestAccess } from './ingest/engine-reader.ts'
import { ingestAccess } from './ingest-access.ts'
import type { Jobs } from './jobs/jobs.ts'
import type { LookedAt } from './opened-files.ts'
import type { Workers } from './query/workers.ts'
import { createWorkspaceFolder, noStoreIsOpen, type Workspace } from './workspace.ts'
import type { Workspaces } from './workspaces.ts'

/** What one window, browser or command has open. */
export interface Session {
  readonly config: EngineConfig
  readonly workers: Workers
  readonly jobs: Jobs
  readonly access: FileAccess
  /** Files that were looked at, by path. */
  readonly lookedAt: Map<string, LookedAt>
  /** What reading files outside of a store may use. */
  ingest(): Promise<IngestAccess>
  /** A folder for scratch files that goes when the engine ends. */
  readonly scratchFolder: string
  readonly emit: Emit
  /** The open store. Throws `no-store` on the start screen. */
  workspace(): Promise<Workspace>
  /** The same, or undefined where none is meant to be open. */
  workspaceIfOpen(): Promise<Workspace | undefined>
  openStore(path: string, create: boolean): Promise<Workspace>
  /** Closes a store that no window shows any more. */
  forget(path: string): Promise<void>
  /** A session beside this one, with another store and other files. */
  beside(change: { readonly store: string; readonly access: FileAccess }): Session
  onClose(listener: () => Promise<void> | void): void
  close(): Promise<void>
}

export function createSession(options: {
  config: EngineConfig
  workers: Workers
  jobs: Jobs
  workspaces: Workspaces
  access: FileAccess
  scratchFolder: string
  emit: Emit
}): Session {
  const { config, workspaces } = options
  const closers: (() => Promise<void> | void)[] = []
  let storePath = config.store
  return {
    ...options,
    lookedAt: new Map(),
    ingest: () => ingestAccess(options.workers, options.scratchFolder),
    async workspace() {
      if (storePath === undefined) throw noStoreIsOpen()
      return await workspaces.open(storePath)
    },
    async workspaceIfOpen() {
      return storePath === undefined ? undefined : await workspaces.open(storePath)
    },
    async openStore(path, create) {
      if (create) await createWorkspaceFolder(path)
      const workspace = await workspaces.open(path)
      storePath = workspace.path
      return workspace
    },
    forget: (path) => workspaces.forget(path),
    beside: ({ store, access }) => createSession({ ...options, access, config: { ...config, store } }),
    onClose: (listener) => void closers.push(listener),
    async close() {
      await Promise.allSettled(closers.map(async (closer) => await closer()))
    },
  }
}
