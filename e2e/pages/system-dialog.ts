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

/** A question that the system asked. */
export interface Question {
  readonly message: string
  readonly detail: string
  readonly buttons: readonly string[]
}

/** From now on the system's questions are answered by the button of that name, and written down. */
export async function answerQuestions(app: App, button: string): Promise<void> {
  await app.electron?.evaluate(({ dialog }, wanted) => {
    const known = globalThis as { questions?: unknown[] }
    const questions = (known.questions ??= [])
    const ask = (...parameters: unknown[]) => {
      const question = parameters.at(-1) as { message: string; detail?: string; buttons?: string[] }
      const { message, detail = '', buttons = [] } = question
      questions.push({ message, detail, buttons })
      return Promise.resolve({ response: buttons.indexOf(wanted), checkboxChecked: false })
    }
    Object.assign(dialog, { showMessageBox: ask })
  }, button)
}

/** What was asked since `answerQuestions`. */
export async function askedQuestions(app: App): Promise<readonly Question[]> {
  const asked = await app.electron?.evaluate(() => (globalThis as { questions?: unknown[] }).questions ?? [])
  return (asked ?? []) as Question[]
}
