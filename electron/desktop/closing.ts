import { app, type BrowserWindow, dialog } from 'electron'
import type { Job } from '../../shared/model/job.ts'
import type { RunningJobs } from './running-jobs.ts'
import type { FirnWindow } from './window.ts'

/** Asks before work is thrown away, by the end of a window or of the program. */
export interface Closing {
  /** Whether a window may close at once. If not, the person is asked, and it closes when they agree. */
  mayClose(window: FirnWindow): boolean
}

/**
 * `beforeEnd` is told when nothing is in the way of the end any more and the windows are still there; `end` is
 * waited for when they are gone.
 */
export function createClosing(
  jobs: RunningJobs,
  { beforeEnd, end }: { beforeEnd(): void; end(): Promise<unknown> },
): Closing {
  const agreed = new Set<FirnWindow>()
  /** Questions that are open: nobody is asked twice. */
  const asked = new Set<FirnWindow | 'program'>()
  let isQuitting = false
  let hasEnded = false

  async function ask(about: FirnWindow | 'program', then: () => void): Promise<void> {
    if (asked.has(about)) return
    asked.add(about)
    const may =
      about === 'program' ? mayStop(jobs.all(), 'quit') : mayStop(jobs.of(about.id), 'close', about.browser)
    if (await may.finally(() => asked.delete(about))) then()
  }

  app.on('before-quit', (event) => {
    if (!isQuitting && jobs.all().length > 0) {
      event.preventDefault()
      void ask('program', () => {
        isQuitting = true
        app.quit()
      })
      return
    }
    isQuitting = true
    beforeEnd()
  })
  app.on('will-quit', (event) => {
    if (hasEnded) return
    event.preventDefault()
    void end().finally(() => {
      hasEnded = true
      app.quit()
    })
  })
  return {
    mayClose(window) {
      if (isQuitting || agreed.has(window) || jobs.of(window.id).length === 0) return true
      void ask(window, () => {
        agreed.add(window)
        // It may have gone by itself while the question stood.
        if (!window.browser.isDestroyed()) window.browser.close()
      })
      return false
    },
  }
}

async function mayStop(
  jobs: readonly Job[],
  what: 'close' | 'quit',
  window?: BrowserWindow,
): Promise<boolean> {
  const question: Electron.MessageBoxOptions = {
    type: 'question',
    message: jobs.length === 1 ? '1 job is running.' : `${jobs.length} jobs are running.`,
    detail: jobs.map(({ title }) => title).join('\n'),
    buttons: [`Stop ${jobs.length === 1 ? 'it' : 'them'} and ${what}`, 'Keep running'],
    // A hasty Enter must lose nothing.
    defaultId: 1,
    cancelId: 1,
    noLink: true,
  }
  const { response } = await (window === undefined
    ? dialog.showMessageBox(question)
    : dialog.showMessageBox(window, question))
  return response === 0
}
