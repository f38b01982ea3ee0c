import type { Browser } from '@playwright/test'
import { openDisplay } from './display.mjs'
import { prepareElectron, type TestElectron } from './electron.mjs'

/** What windows need, made when the first one is opened and kept for those after it. */
export interface Machine {
  browser(): Promise<Browser>
  /** The prepared Electron, and a display for it where there is none. */
  desktop(): Promise<{ readonly electron: TestElectron; readonly display: string | undefined }>
  close(): Promise<void>
}

export function createMachine(launch: () => Promise<Browser>, electronFolder: string | undefined): Machine {
  let browser: Promise<Browser> | undefined
  let electron: Promise<TestElectron> | undefined
  let display: ReturnType<typeof openDisplay> | undefined
  return {
    browser: () => (browser ??= launch()),
    async desktop() {
      if (electronFolder === undefined) throw new Error('There is no Electron to test with.')
      electron ??= prepareElectron(electronFolder)
      display ??= openDisplay()
      return { electron: await electron, display: (await display)?.name }
    },
    async close() {
      await (await browser)?.close()
      ;(await display)?.close()
    },
  }
}
