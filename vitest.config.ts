import { defineConfig } from 'vitest/config'
import { patience } from './electron/core/testing/counts.ts'

export default defineConfig({
  test: {
    environment: 'node',
    include: [
      'shared/**/*.test.ts',
      'electron/**/*.test.ts',
      'renderer/**/*.test.{ts,tsx}',
      'scripts/**/*.test.mjs',
    ],
    passWithNoTests: true,
    pool: 'forks',
    maxWorkers: 2,
    // What is waited for comes when the machine gets to it; how soon is no claim of these tests.
    testTimeout: patience(120_000),
    hookTimeout: 120_000,
    expect: { poll: { timeout: 30_000 } },
    // Tests run real query workers, and those are forked from the built entries.
    globalSetup: ['scripts/build-before-tests.mjs'],
    // Dates in expectations mean the same on every machine.
    env: { TZ: 'UTC' },
  },
})
