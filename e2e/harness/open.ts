import type { ViewportSize } from '@playwright/test'
import type { App, OpenedApp } from './app.ts'
import { openDesktop } from './desktop.ts'
import type { Machine } from './machine.ts'
import { openServed } from './served.ts'
import type { TestStore } from './store.ts'

/** Starts the program on one of its hosts. */
export async function openOn(
  host: App['host'],
  machine: Machine,
  viewport: ViewportSize | null,
  store: TestStore,
  withStore: boolean,
): Promise<OpenedApp> {
  return host === 'desktop'
    ? await openDesktop(await machine.desktop(), store, withStore)
    : await openServed(await machine.browser(), viewport, store, withStore, [], machine.node)
}
