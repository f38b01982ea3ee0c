import { Notification } from 'electron'
import type { Job } from '../../shared/model/job.ts'
import type { RunningJobs } from './running-jobs.ts'
import type { FirnWindow } from './window.ts'
import { bringToFront, type Windows } from './windows.ts'

/** Nobody leaves the window for work that is shorter; milliseconds. */
const worthTelling = 3000

/** Tells by the system when a job has ended that nobody was looking at; a click shows what it has done. */
export function notifyOfJobs(jobs: RunningJobs, windows: Windows): void {
  // Without a reference they could be collected before they are clicked.
  const shown = new Set<Notification>()
  jobs.onEnd((job) => {
    const window = windowOf(job, windows)
    if (window === undefined || !isWorthTelling(job, window) || !Notification.isSupported()) return
    const notification = new Notification({ title: job.title, body: outcomeOf(job), silent: true })
    shown.add(notification)
    const forget = () => shown.delete(notification)
    notification.once('close', forget)
    notification.once('click', () => {
      forget()
      // It may have been closed since, and what the job did with it.
      if (window.browser.isDestroyed()) return
      bringToFront(window)
      window.tell('showJob', { id: job.id })
    })
    notification.show()
  })
}

/** Nobody asked for what a schedule does: a failure is told by any window. */
function windowOf(job: Job, windows: Windows): FirnWindow | undefined {
  if (job.client !== undefined) return windows.find(job.client)
  return job.scheduled === true && job.state === 'failed' ? windows.all()[0] : undefined
}

function isWorthTelling(job: Job, { browser }: FirnWindow): boolean {
  // Whoever cancels a job knows of it.
  if (job.state === 'cancelled' || browser.isDestroyed() || browser.isFocused()) return false
  return job.scheduled === true || Date.now() - Date.parse(job.startedAt) >= worthTelling
}

function outcomeOf(job: Job): string {
  return job.state === 'failed' ? (job.problem ?? 'It failed.') : 'Done.'
}
