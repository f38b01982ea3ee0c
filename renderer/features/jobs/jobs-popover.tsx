import { useState } from 'react'
import type { Job } from '../../../shared/model/job.ts'
import { Button } from '../../components/button.tsx'
import { moment } from '../../components/figures.ts'
import { Popover } from '../../components/popover.tsx'
import { useJobs } from '../../workbench/jobs.ts'
import { jobDuration, JobMark, JobResult } from './job-parts.tsx'
import { JobProgress } from './job-progress.tsx'
import { openJobs } from './open-jobs.ts'
import './jobs.css'

/** What runs now and what ended lately, over the status bar. */
export function JobsPopover() {
  const { jobs, ended } = useJobs()
  const [open, setOpen] = useState(false)
  const [seen, setSeen] = useState<number>()
  const failed = ended.filter((job) => job.state === 'failed' && job.id > (seen ?? 0)).length
  const words = [
    jobs.length === 0 ? 'No jobs' : `${jobs.length} ${jobs.length === 1 ? 'job' : 'jobs'}`,
    ...(failed === 0 ? [] : [`${failed} failed`]),
  ].join(' · ')
  const change = (next: boolean) => {
    // What was looked at is no news any more.
    if (!next) setSeen(Math.max(0, ...ended.map(({ id }) => id)))
    setOpen(next)
  }
  return (
    <Popover
      label="Jobs"
      open={open}
      onOpenChange={change}
      trigger={
        <button type="button" className="status-jobs" data-failed={failed === 0 ? undefined : ''}>
          {failed === 0 ? '' : '! '}
          {words}
        </button>
      }
    >
      <div className="jobs-popover">
        <h2>Jobs</h2>
        {jobs.length + ended.length === 0 ? (
          <p className="secondary">
            Nothing has run since the program was started. Snapshots, aggregations, freezes and comparisons
            are shown here while they run.
          </p>
        ) : (
          <ul aria-label="Jobs">
            {jobs.toReversed().map((job) => (
              <li key={job.id}>
                <strong className="ellipsis" title={job.title}>
                  {job.title}
                </strong>
                <span className="jobs-popover-line">
                  <JobProgress job={job} />
                </span>
              </li>
            ))}
            {ended.map((job) => (
              <EndedJob key={job.id} job={job} />
            ))}
          </ul>
        )}
        <Button
          onClick={() => {
            change(false)
            openJobs()
          }}
        >
          All jobs of this store
        </Button>
      </div>
    </Popover>
  )
}

function EndedJob({ job }: { job: Job }) {
  const { title, state, endedAt, scheduled } = job
  return (
    <li>
      <span className="jobs-popover-line">
        <strong className="ellipsis" title={title}>
          {title}
        </strong>
        <JobMark state={state} />
      </span>
      <span className="jobs-popover-line muted small">
        {[
          endedAt === undefined ? '' : moment(endedAt),
          jobDuration(job),
          scheduled === true ? 'by schedule' : '',
        ]
          .filter((part) => part !== '')
          .join(' · ')}
      </span>
      <span className="job-result small">
        <JobResult job={job} />
      </span>
    </li>
  )
}
