// What a test runner tells scripts/test.mjs: written to the file named in FIRN_TEST_VERDICT.

import { writeFileSync } from 'node:fs'
import { isHonestSkip } from '../../electron/core/testing/requirements.ts'

export interface Skip {
  readonly test: string
  readonly reason: string | undefined
}

export interface Verdict {
  readonly passed: number
  readonly failed: number
  /** Tests that this machine cannot run. */
  readonly skipped: readonly Skip[]
  /** Tests that it could have run, or that gave no reason. */
  readonly wronglySkipped: readonly Skip[]
}

/** Judges the skips and hands everything over. */
export function report(counts: { passed: number; failed: number; skips: readonly Skip[] }): void {
  const file = process.env['FIRN_TEST_VERDICT']
  if (file === undefined) return
  const verdict: Verdict = {
    passed: counts.passed,
    failed: counts.failed,
    skipped: counts.skips.filter(({ reason }) => isHonestSkip(reason)),
    wronglySkipped: counts.skips.filter(({ reason }) => !isHonestSkip(reason)),
  }
  writeFileSync(file, JSON.stringify(verdict))
}
