import type { App } from '../harness/app.ts'

/** From now on the system's dialogs for opening answer with these paths at once. */
export async function answerOpenDialog(app: App, paths: readonly string[]): Promise<void> {
  await app.electron?.evaluate(
    ({ dialog }, filePaths) => {
      dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths })
    },
    [...paths],
  )
}
