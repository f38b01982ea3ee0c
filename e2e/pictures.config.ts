import base from './playwright.config.ts'

const use = { host: 'served' as const }

/**
 * Pictures to look at: those of the README (`--project=readme`, taken anew), and every screen in every state
 * (`npm run gallery`, into test-results/gallery).
 */
export default {
  ...base,
  testDir: 'pictures',
  expect: { timeout: 60_000 },
  // The pictures lie beside it: a run of one screen leaves those of the others.
  outputDir: '../test-results/runs',
  projects: [
    { name: 'readme', testMatch: 'readme.spec.ts', use: { ...use, viewport: { width: 1440, height: 900 } } },
    {
      name: 'gallery',
      testMatch: 'gallery/*.spec.ts',
      timeout: 1_800_000,
      // With scroll bars, as people see them.
      use: {
        ...use,
        actionTimeout: 120_000,
        viewport: { width: 1280, height: 800 },
        launchOptions: { ...base.use?.launchOptions, ignoreDefaultArgs: ['--hide-scrollbars'] },
      },
    },
  ],
}
