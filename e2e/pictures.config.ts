import base from './playwright.config.ts'

/** Takes the pictures of the README anew: `npx playwright test --config e2e/pictures.config.ts`. */
export default {
  ...base,
  testDir: 'pictures',
  projects: [{ name: 'pictures', use: { host: 'served' as const, viewport: { width: 1440, height: 900 } } }],
}
