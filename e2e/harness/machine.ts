import type { Browser } from '@playwright/test'
import { openDisplay } from './display.mjs'
import { prepareElectron, type TestElectron } from './electron.mjs'
import type { Trace } from './trace.ts'

/** What windows need, made when the first one is opened and kept for those after it. */
export interface Machine {
  browser(): Promise<Browser>
  /** The prepared Electron, and a display for it where there is none. */
  desktop(): Promise<{ readonly electron: TestElectron; readonly display: string | undefined }>
  /** The Node that servers run in. */
  readonly node: string
  close(): Promise<void>
}

/** With a trace, servers and desktops run under it; the browser that shows served pages is not ours. */
export function createMachine(
  launch: () => Promise<Browser>,
  electronFolder: string | undefined,
  trace?: Trace,
): Machine {
  let browser: Promise<Browser> | undefined
  let electron: Promise<TestElectron> | undefined
  let display: ReturnType<typeof openDisplay> | undefined
  return {
    node: trace?.around(process.execPath) ?? process.execPath,
    browser: () => (browser ??= launch()),
    async desktop() {
      if (electronFolder === undefined) throw new Error('There is no Electron to test with.')
      electron ??= prepareElectron(electronFolder).then((found) => ({
        ...found,
        executable: trace?.around(found.executable) ?? found.executable,
      }))
      display ??= openDisplay()
      return { electron: await electron, display: (await display)?.name }
    },
    async close() {
      await (await browser)?.close()
      ;(await display)?.close()
    },
  }
}
