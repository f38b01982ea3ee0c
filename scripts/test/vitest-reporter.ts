import type { Reporter, TestModule } from 'vitest/node'
import { report, type Skip } from './verdict.ts'

/** Counts vitest's tests for the summary of `npm test`, with the reasons of those that were skipped. */
export default class VitestReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    let passed = 0
    // Errors outside of any test, and files that could not be read, are failures without a test.
    let failed = errors.length
    const skips: Skip[] = []
    for (const module of modules) {
      failed += module.errors().length
      for (const test of module.children.allTests()) {
        const result = test.result()
        if (result.state === 'passed') passed += 1
        else if (result.state === 'skipped') skips.push({ test: test.fullName, reason: result.note })
        else failed += 1
      }
    }
    report({ passed, failed, skips })
  }
}
