import { z } from 'zod'
import type { Job, PastJob } from '../model/job.ts'
import { changing, method, nothing } from './method.ts'

export interface ApplicationInfo {
  readonly version: string
  readonly engineVersion: string
  readonly platform: string
  /** `desktop`: dialogs of the system choose files; `served`: the engine lists what may be read. */
  readonly host: 'desktop' | 'served' | 'command-line'
  /** Folder the open store lies in; absent on the start screen. */
  readonly store?: string
}

export interface RecentStore {
  readonly path: string
  readonly name: string
  readonly openedAt: string
  readonly exists: boolean
}

/** Memory of the engine and its workers, in bytes. */
export interface ProcessFacts {
  readonly engineBytes: number
  readonly workers: number
}

export const applicationMethods = {
  'application.info': method(nothing).returns<ApplicationInfo>(),
  'application.recent': method(nothing).returns<{ readonly stores: readonly RecentStore[] }>(),
  'application.processes': method(nothing).returns<ProcessFacts>(),
  /** Opens a store, or makes one where `create` says so; this window then shows it. */
  'application.openStore': changing(
    'machine',
    method({
      path: z.string().min(1),
      create: z.boolean().optional(),
    }).returns<ApplicationInfo>(),
    ({ create }) => create !== true,
  ),
  /**
   * What a window does first on a line that was opened again: it goes on with the store that it shows. Until
   * that store can be opened, calls fail; none goes to another one.
   */
  'application.reopenStore': method({
    path: z.string().min(1),
    id: z.string().min(1).max(100),
  }).returns<ApplicationInfo>(),
  /** Opens the person's default store, and makes it when there is none: data that was dropped needs a place. */
  'application.openDefault': method(nothing).returns<ApplicationInfo>(),
  'application.openSample': method(nothing).returns<ApplicationInfo>(),
  'jobs.list': method(nothing).returns<{ readonly jobs: readonly Job[] }>(),
  'jobs.cancel': method({ id: z.int() }).returns<null>(),
  /** What ran on the open store, on this machine, the newest first; `damaged` counts what cannot be read of it. */
  'jobs.history': method(nothing).returns<{ readonly jobs: readonly PastJob[]; readonly damaged: number }>(),
}
