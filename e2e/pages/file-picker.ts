import { basename } from 'node:path'
import type { Locator } from '@playwright/test'
import type { App } from '../harness/app.ts'
import type { TestStore } from '../harness/store.ts'
import { answerOpenDialog } from './system-dialog.ts'

/** Goes to the test's folder of files in the window's own picker, which may begin above it. */
export async function enterFiles(dialog: Locator, store: TestStore): Promise<void> {
  const list = dialog.getByRole('list', { name: 'Files' })
  await list.getByRole('listitem').first().waitFor()
  const folder = list.getByRole('button', { name: basename(store.files) })
  if ((await folder.count()) > 0) await folder.dblclick()
}

/** Presses the button and opens a path: in the system's dialog, or in the window's own picker. */
export async function openFolderBy(app: App, path: string, button: Locator): Promise<void> {
  const { page, host, store } = app
  if (host === 'desktop') await answerOpenDialog(app, [path])
  await button.click()
  if (host === 'desktop') return
  const dialog = page.getByRole('dialog', { name: 'Open data' })
  await enterFiles(dialog, store)
  if (path !== store.files) await dialog.getByRole('button', { name: basename(path) }).click()
  await dialog.getByRole('button', { name: 'Open', exact: true }).click()
}

/** Presses the button and makes a store in the test's folder of files. */
export async function makeStoreBy(app: App, name: string, button: Locator): Promise<void> {
  const { page, host, store } = app
  if (host === 'desktop') await answerOpenDialog(app, [`${store.files}/${name}`])
  await button.click()
  if (host === 'desktop') return
  const dialog = page.getByRole('dialog', { name: 'New store' })
  await enterFiles(dialog, store)
  await dialog.getByLabel('Name of the new store').fill(name)
  await dialog.getByRole('button', { name: 'Make store' }).click()
}
