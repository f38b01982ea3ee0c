import { z } from 'zod'
import { changing, method, nothing } from './method.ts'
import type { VerifyFinding, VerifyResult } from './store.ts'

/** A check of the store that ran to its end, on this machine. */
export interface Check extends VerifyResult {
  /** When it ended: ISO 8601 in UTC. */
  readonly at: string
}

/** What is known of the state of the open store, without looking again. */
export interface IntegrityState {
  /** The newest check of any depth; absent while there was none on this machine. */
  readonly checked?: Check
  /** The newest check of every byte. */
  readonly checkedData?: Check
  /** What is wrong as far as is known: of the newest check, and what was found in the background since. */
  readonly findings: readonly VerifyFinding[]
  readonly background: BackgroundCheck
}

/** Objects are read again in small portions, so that damage below the file system is found in time. */
export interface BackgroundCheck {
  readonly on: boolean
  /** Why it does not run although it is switched on. */
  readonly problem?: string
  /** When all objects were last found to have a young proof: ISO 8601 in UTC. */
  readonly completeAt?: string
  /** Of the round under way: objects that were due at its beginning, and how many were read since. */
  readonly round?: { readonly done: number; readonly due: number }
}

/** One thing that a repair does. It is done only if it still is what the plan says. */
export interface RepairStep {
  /**
   * `object`: its bytes, lost or damaged, are put back from a file that has them. `entry`: an entry of a log is
   * completed or put back, where its hash is known for certain. `plain-path`: a plain folder whose files were changed
   * is removed; it is made again when it is asked for.
   */
  readonly kind: 'object' | 'entry' | 'plain-path'
  /** Name of the object, or path of the file or folder in the store. */
  readonly object: string
  /** What will be done, for people. */
  readonly text: string
  /** File that the bytes are taken from; only read. */
  readonly from?: string
  /** Versions that it is for, as `dataset@vN`. */
  readonly snapshots: readonly string[]
}

export interface RepairPlan {
  readonly steps: readonly RepairStep[]
  /** What cannot be mended from what is at hand. */
  readonly left: readonly VerifyFinding[]
}

export interface RepairResult {
  readonly done: readonly RepairStep[]
  /** Steps that could not be done; nothing was changed by these. */
  readonly failed: readonly { readonly step: RepairStep; readonly problem: string }[]
  /** What is wrong now. */
  readonly left: readonly VerifyFinding[]
}

const depth = { data: z.boolean().optional() }

export const integrityMethods = {
  'integrity.state': method(nothing).returns<IntegrityState>(),
  /** Looks for what is wrong and how it can be mended; changes nothing. `data`: hashes every byte first. */
  'integrity.plan': method(depth).returns<RepairPlan>(),
  /** Makes a plan, carries it out, and looks again. No step can make a whole version worse. */
  'integrity.repair': changing('store', method(depth).returns<RepairResult>()),
}
