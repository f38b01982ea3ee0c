import { applicationMethods } from './application.ts'
import { compareMethods } from './compare.ts'
import { curateMethods } from './curate.ts'
import { diagnoseMethods } from './diagnose.ts'
import { ingestMethods } from './ingest.ts'
import { integrityMethods } from './integrity.ts'
import type { Job } from '../model/job.ts'
import type { SettingsState } from '../model/settings.ts'
import { queryMethods, type ResultEvent } from './query.ts'
import { scheduleMethods } from './schedule.ts'
import { settingsMethods } from './settings.ts'
import { storeMethods } from './store.ts'

/** Every method of the program: the table of contents. Names are unique by their domain's prefix. */
export const contract = {
  ...applicationMethods,
  ...storeMethods,
  ...integrityMethods,
  ...ingestMethods,
  ...queryMethods,
  ...curateMethods,
  ...compareMethods,
  ...diagnoseMethods,
  ...settingsMethods,
  ...scheduleMethods,
}

export type Contract = typeof contract

/** What the engine tells without being asked. */
export interface Events {
  /** Something in the catalogue changed, here or in another program; read it again. */
  readonly catalogue: { readonly dataset?: string }
  readonly job: Job
  /** More is known of the integrity of a store than before. */
  readonly integrity: { readonly store: string }
  /** A window has opened a store; `client` is the number that its host gave it. */
  readonly store: { readonly client?: number; readonly path: string }
  readonly result: ResultEvent
  /** Somebody has changed the settings; they hold from the next query on. */
  readonly settings: SettingsState
  /** A process died and was replaced: what happened and what is lost, for people. `stopped`: not replaced. */
  readonly process: {
    readonly what: 'worker' | 'engine' | 'window'
    readonly text: string
    readonly stopped?: boolean
  }
}
