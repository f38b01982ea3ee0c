// What a test runner tells scripts/test.mjs: written to the file named in FIRN_TEST_VERDICT.

import { writeFileSync } from 'node:fs'
import { isHonestSkip } from '../../electron/core/testing/requirements.ts'

export interface Skip {
  readonly test: string
  readonly reason: string | undefined
}

/** What one attempt at a test said. */
export interface Failure {
  readonly test: string
  readonly message: string
}

export interface Verdict {
  readonly passed: number
  readonly failed: number
  /** What failed, said again where the whole run ends: a log may be cut before its end. */
  readonly failures: readonly Failure[]
  /** Tests that passed at the second attempt only, with what the first one said. */
  readonly late: readonly Failure[]
  /** Tests that this machine cannot run. */
  readonly skipped: readonly Skip[]
  /** Tests that it could have run, or that gave no reason. */
  readonly wronglySkipped: readonly Skip[]
}

/** Judges the skips and hands everything over. */
export function report({
  skips,
  ...rest
}: Omit<Verdict, 'skipped' | 'wronglySkipped'> & { readonly skips: readonly Skip[] }): void {
  const file = process.env['FIRN_TEST_VERDICT']
  if (file === undefined) return
  const verdict: Verdict = {
    ...rest,
    skipped: skips.filter(({ reason }) => isHonestSkip(reason)),
    wronglySkipped: skips.filter(({ reason }) => !isHonestSkip(reason)),
  }
  writeFileSync(file, JSON.stringify(verdict))
}
