import type { FullConfig, Reporter, Suite, TestCase, TestError } from '@playwright/test/reporter'
import { type Failure, report, type Skip } from './verdict.ts'

/** Counts Playwright's tests for the summary of `npm test`, with the reasons of those that were skipped. */
export default class PlaywrightReporter implements Reporter {
  #suite: Suite | undefined
  #errors: Failure[] = []

  onBegin(_config: FullConfig, suite: Suite): void {
    this.#suite = suite
  }

  onError({ message = '' }: TestError): void {
    this.#errors.push({ test: 'outside of any test', message })
  }

  onEnd(): void {
    let passed = 0
    const failures = [...this.#errors]
    const late: Failure[] = []
    const skips: Skip[] = []
    for (const test of this.#suite?.allTests() ?? []) {
      const outcome = test.outcome()
      if (outcome === 'expected') passed += 1
      else if (outcome === 'flaky') {
        passed += 1
        late.push(failure(test))
      } else if (outcome !== 'skipped') failures.push(failure(test))
      else {
        const reason = test.annotations.find(({ type }) => type === 'skip')?.description
        skips.push({ test: name(test), reason })
      }
    }
    report({ passed, failed: failures.length, failures, late, skips })
  }

  printsToStdio(): boolean {
    return false
  }
}

const name = (test: TestCase) => test.titlePath().filter(Boolean).join(' › ')

const failure = (test: TestCase): Failure => ({
  test: name(test),
  message: test.results.find(({ error }) => error !== undefined)?.error?.message ?? '',
})
