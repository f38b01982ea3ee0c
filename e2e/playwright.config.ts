import { defineConfig } from '@playwright/test'
import { patience, soaking } from '../electron/core/testing/counts.ts'
import { testElectron } from '../scripts/test/machine.mjs'
import { chromiumFlags, headlessChromium } from './harness/chromium.mjs'
import type { HarnessOptions } from './harness/test.ts'

// Whatever starts the tests, the desktop is tested with the newest Electron that can be had here.
const electron = testElectron()
if (electron !== undefined) process.env['ELECTRON_OVERRIDE_DIST_PATH'] = electron

/**
 * One suite, two hosts. Each test gets a program of its own (server or desktop), with a store, a state folder
 * and a window that nothing else uses, so they may run in any order.
 */
export default defineConfig<HarnessOptions>({
  testDir: 'specs',
  outputDir: '../test-results',
  globalSetup: './harness/build.ts',
  workers: 2,
  fullyParallel: false,
  forbidOnly: process.env['CI'] !== undefined,
  // How long something takes is no claim of these tests; only what never comes is a fault.
  timeout: patience(180_000),
  // Under a trace everything takes longer.
  expect: { timeout: soaking ? 60_000 : 45_000 },
  reporter: [['list']],
  use: {
    viewport: { width: 1360, height: 860 },
    launchOptions: {
      args: chromiumFlags,
      ...(headlessChromium === undefined ? {} : { executablePath: headlessChromium }),
    },
  },
  projects: [
    { name: 'serve', testIgnore: ['**/desktop/**', '**/packaged/**'], use: { host: 'served' } },
    { name: 'desktop', testIgnore: ['**/served/**', '**/packaged/**'], use: { host: 'desktop' } },
    { name: 'packaged', testMatch: '**/packaged/**', use: { host: 'desktop' } },
  ],
})
