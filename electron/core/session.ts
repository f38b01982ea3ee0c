import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { FirnError } from '../../shared/contract/errors.ts'
import type { Emit } from './create-engine.ts'
import type { EngineConfig } from './engine-config.ts'
import type { FileAccess } from './file-access.ts'
import type { IngestAccess } from './ingest/engine-reader.ts'
import { ingestAccess } from './ingest-access.ts'
import type { JobHistory } from './jobs/job-history.ts'
import type { Jobs } from './jobs/jobs.ts'
import type { LookedAt } from './opened-files.ts'
import type { QueryLimits } from './query/limits.ts'
import type { Workers } from './query/workers.ts'
import type { ScratchPlace } from './scratch-place.ts'
import type { Agreements } from './schedule/agreements.ts'
import type { Schedules } from './schedule/schedules.ts'
import type { Settings } from './state/settings.ts'
import { createWorkspaceFolder, noStoreIsOpen, type Workspace } from './workspace.ts'
import type { Workspaces } from './workspaces.ts'

/** What one window, browser or command has open. */
export interface Session {
  readonly config: EngineConfig
  readonly workers: Workers
  /** What queries may use, as the settings say now. */
  readonly limits: QueryLimits
  readonly settings: Settings
  /** Where the workers have theirs. */
  readonly scratch: ScratchPlace
  readonly jobs: Jobs
  readonly schedules: Schedules
  readonly agreements: Agreements
  /** Milliseconds since 1970. */
  readonly clock: () => number
  /** What ran on the stores of this machine. */
  readonly jobHistory: JobHistory
  readonly access: FileAccess
  /** Files that were looked at, by path. */
  readonly lookedAt: Map<string, LookedAt>
  /** Files, as queries call them, of which a sample turned out to show too little. */
  readonly readWhole: Set<string>
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
  /**
   * Goes on with the store of this path and id, which the window showed over an earlier line. Where it cannot be
   * opened now, this rejects, and so do all calls that need a store until it can be: none goes to another one.
   */
  reopenStore(path: string, id: string): Promise<Workspace>
  /** Shows no store any more. */
  leaveStore(): void
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
  settings: Settings
  scratch: ScratchPlace
  /** Jobs that work on a store, which is told by its id. */
  jobsOn: (store: () => Promise<string | undefined>) => Jobs
  jobHistory: JobHistory
  schedules: Schedules
  agreements: Agreements
  clock: () => number
  workspaces: Workspaces
  access: FileAccess
  scratchFolder: string
  emit: Emit
  /** Told whenever another store is opened. */
  opened: (path: string) => void
}): Session {
  const { config, workspaces, settings } = options
  const { limits } = settings
  const closers: (() => Promise<void> | void)[] = []
  /** With an id only that very store is meant, whatever lies at the path. */
  let shown: { readonly path: string; readonly id?: string } | undefined =
    config.store === undefined ? undefined : { path: config.store }

  async function openShown(): Promise<Workspace> {
    if (shown === undefined) throw noStoreIsOpen()
    const { path, id } = shown
    const workspace = await workspaces.open(path)
    if (id !== undefined && workspace.store.id !== id) throw isAnotherStore(path)
    return workspace
  }

  return {
    ...options,
    jobs: options.jobsOn(async () => (shown === undefined ? undefined : (await openShown()).store.id)),
    limits,
    lookedAt: new Map(),
    readWhole: new Set(),
    ingest: () => ingestAccess(options.workers, limits, options.scratchFolder),
    workspace: openShown,
    async workspaceIfOpen() {
      return shown === undefined ? undefined : await openShown()
    },
    async openStore(path, create) {
      if (create) await createWorkspaceFolder(path)
      const workspace = await workspaces.open(path)
      shown = { path: workspace.path }
      options.opened(workspace.path)
      return workspace
    },
    async reopenStore(path, id) {
      shown = { path, id }
      // An engine that lived on may hold a store open whose folder was taken away.
      if (!existsSync(join(path, 'firn.json'))) await workspaces.forget(path)
      const workspace = await openShown()
      options.opened(workspace.path)
      return workspace
    },
    leaveStore: () => {
      shown = undefined
    },
    forget: (path) => workspaces.forget(path),
    beside: ({ store, access }) => createSession({ ...options, access, config: { ...config, store } }),
    onClose: (listener) => void closers.push(listener),
    async close() {
      await Promise.allSettled(closers.map(async (closer) => await closer()))
    },
  }
}

function isAnotherStore(path: string): FirnError {
  return new FirnError('no-store', `Another store lies in ${path} now than the one that was open here.`, {
    hint: 'Bring the other one back, or open a store again.',
    context: { file: path },
  })
}
