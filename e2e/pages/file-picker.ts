import { basename } from 'node:path'
import type { Locator } from '@playwright/test'
import type { TestStore } from '../harness/store.ts'

/** Goes to the test's folder of files in the window's own picker, which may begin above it. */
export async function enterFiles(dialog: Locator, store: TestStore): Promise<void> {
  const list = dialog.getByRole('list', { name: 'Files' })
  await list.getByRole('listitem').first().waitFor()
  const folder = list.getByRole('button', { name: basename(store.files) })
  if ((await folder.count()) > 0) await folder.dblclick()
}
