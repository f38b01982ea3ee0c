import { powerSaveBlocker } from 'electron'
import { progressOf } from './job-progress.ts'
import type { RunningJobs } from './running-jobs.ts'
import type { Windows } from './windows.ts'

/** Shows running jobs at the windows' signs in dock and task bar, and keeps the machine awake for them. */
export function markJobs(jobs: RunningJobs, windows: Windows): void {
  const shown = new Map<number, number>()
  let blocker: number | undefined
  jobs.onChange(() => {
    for (const { id, browser } of windows.all()) {
      const progress = progressOf(jobs.of(id))
      if (browser.isDestroyed() || (shown.get(id) ?? progressOf([])) === progress) continue
      shown.set(id, progress)
      browser.setProgressBar(progress)
    }
    const isBusy = jobs.all().length > 0
    if (isBusy) blocker ??= powerSaveBlocker.start('prevent-app-suspension')
    else if (blocker !== undefined) {
      powerSaveBlocker.stop(blocker)
      blocker = undefined
    }
  })
}
