import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/** @param {string[]} names in the order of preference */
const onPath = (...names) =>
  names
    .flatMap((name) => (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, name)))
    .find((path) => existsSync(path))

/** The system's Chromium; undefined: the one that Playwright brings along, if it was installed. */
export const chromiumExecutable = onPath(
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
)

/** The same without a window of its own where there is one: its tests take a quarter less time. */
export const headlessChromium = onPath('chromium-headless-shell') ?? chromiumExecutable

/** A browser that asks nobody anything by itself; as root Chromium has no sandbox. */
export const chromiumFlags = [
  '--disable-quic',
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
]
