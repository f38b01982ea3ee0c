import type { Job, Progress } from '../../../shared/model/job.ts'
import { useClient } from '../../client/client.tsx'
import { bytes, count } from '../../components/figures.ts'
import { ProgressBar } from '../../components/states.tsx'

/** How far a running job is, and a way to stop it. */
export function JobProgress({ job: { id, title, progress } }: { job: Job }) {
  const client = useClient()
  return (
    <>
      <ProgressBar label={title} done={progress.done} total={progress.total} />
      <span>{progressText(progress)}</span>
      <button
        type="button"
        className="link"
        aria-label={`Cancel ${title}`}
        onClick={() => {
          client.call('jobs.cancel', { id }).catch(() => {
            // It may have ended by itself; the next event about it tells.
          })
        }}
      >
        × cancel
      </button>
    </>
  )
}

/** `62 %`, or what is done so far while the end is not known. */
function progressText({ done, total, unit, text }: Progress): string {
  if (text !== undefined && total === undefined) return text
  if (total !== undefined && total > 0) return `${Math.floor((100 * done) / total)} %`
  if (unit === 'percent') return `${Math.floor(done)} %`
  return unit === 'bytes' ? bytes(done) : `${count(done)} ${unit}`
}
