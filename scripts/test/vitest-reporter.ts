import type { Reporter, TestModule } from 'vitest/node'
import { type Failure, report, type Skip } from './verdict.ts'

/** Counts vitest's tests for the summary of `npm test`, with the reasons of those that were skipped. */
export default class VitestReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly { readonly message: string }[]): void {
    let passed = 0
    // Errors outside of any test, and files that could not be read, are failures without a test.
    const failures: Failure[] = errors.map(({ message }) => ({ test: 'outside of any test', message }))
    const late: Failure[] = []
    const skips: Skip[] = []
    for (const module of modules) {
      for (const { message } of module.errors()) failures.push({ test: module.relativeModuleId, message })
      for (const test of module.children.allTests()) {
        const result = test.result()
        const named = {
          test: `${module.relativeModuleId} › ${test.fullName}`,
          message: result.errors?.[0]?.message ?? '',
        }
        if (result.state === 'skipped') skips.push({ test: test.fullName, reason: result.note })
        else if (result.state !== 'passed') failures.push(named)
        else {
          passed += 1
          if (test.diagnostic()?.flaky === true) late.push(named)
        }
      }
    }
    report({ passed, failed: failures.length, failures, late, skips })
  }
}
