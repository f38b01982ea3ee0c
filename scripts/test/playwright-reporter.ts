import type { FullConfig, Reporter, Suite } from '@playwright/test/reporter'
import { report, type Skip } from './verdict.ts'

/** Counts Playwright's tests for the summary of `npm test`, with the reasons of those that were skipped. */
export default class PlaywrightReporter implements Reporter {
  #suite: Suite | undefined
  #errors = 0

  onBegin(_config: FullConfig, suite: Suite): void {
    this.#suite = suite
  }

  onError(): void {
    this.#errors += 1
  }

  onEnd(): void {
    let passed = 0
    let failed = this.#errors
    const skips: Skip[] = []
    for (const test of this.#suite?.allTests() ?? []) {
      const outcome = test.outcome()
      if (outcome === 'expected') passed += 1
      else if (outcome === 'flaky') {
        // It is to be looked into all the same.
        console.log(`passed at the second attempt only: ${test.titlePath().filter(Boolean).join(' › ')}`)
        passed += 1
      } else if (outcome !== 'skipped') failed += 1
      else {
        const reason = test.annotations.find(({ type }) => type === 'skip')?.description
        skips.push({ test: test.titlePath().filter(Boolean).join(' › '), reason })
      }
    }
    report({ passed, failed, skips })
  }

  printsToStdio(): boolean {
    return false
  }
}
