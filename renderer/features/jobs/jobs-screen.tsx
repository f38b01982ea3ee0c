import { ChevronDown, ChevronRight } from 'lucide-react'
import { Fragment, useState } from 'react'
import type { PastJob } from '../../../shared/model/job.ts'
import { useEvent } from '../../client/client.tsx'
import { useAnswer } from '../../client/use-answer.ts'
import { Button } from '../../components/button.tsx'
import { counted, exactMoment, moment } from '../../components/figures.ts'
import { Segmented } from '../../components/segmented.tsx'
import { SmallTable } from '../../components/small-table.tsx'
import { Banner, EmptyState, ErrorPanel, KeyValues, Skeleton } from '../../components/states.tsx'
import { useJobs } from '../../workbench/jobs.ts'
import { useKept, useScrollPlace } from '../../workbench/places.tsx'
import { jobDuration, JobMark, JobResult } from './job-parts.tsx'
import { JobProgress } from './job-progress.tsx'
import './jobs.css'

type Shown = 'all' | 'running' | 'failed'

/** Rows at first; more are drawn when they are asked for. */
const rowsAtFirst = 100

const programs: Readonly<Record<PastJob['by'], string>> = {
  desktop: 'the desktop program',
  served: 'the server',
  'command-line': 'the command line',
}

/** Everything that ran on the store on this machine, also by other programs and before a restart. */
export function JobsScreen() {
  const { data, error, reload } = useAnswer('jobs.history', {})
  const [shown, setShown] = useKept<Shown>('jobs.shown', 'all')
  const [opened, setOpened] = useState<string>()
  const [most, setMost] = useState(rowsAtFirst)
  const scrolled = useScrollPlace('jobs')
  useEvent('job', ({ state, progress }) => {
    // Not with each step of a running one.
    if (state !== 'running' || progress.done === 0) reload()
  })
  const jobs = (data?.jobs ?? []).filter(({ state }) => shown === 'all' || state === shown)
  return (
    <div className="column fill jobs-screen">
      <header className="jobs-head">
        <div>
          <h1>Jobs</h1>
          <p className="secondary small">
            What ran on this store on this machine, in windows, on the command line and by schedules. It is
            kept beside the program's settings, not in the store.
          </p>
        </div>
        <Segmented<Shown>
          label="Which jobs"
          options={[
            { value: 'all', title: 'All' },
            { value: 'running', title: 'Running' },
            { value: 'failed', title: 'Failed' },
          ]}
          value={shown}
          onChoose={setShown}
        />
      </header>
      {data !== undefined && data.damaged > 0 && (
        <Banner>{counted(data.damaged, 'line')} of the history cannot be read and are left out.</Banner>
      )}
      {error !== undefined && <ErrorPanel error={error} onRetry={reload} />}
      {data === undefined && error === undefined && <Skeleton lines={6} />}
      {data !== undefined && jobs.length === 0 && (
        <EmptyState
          title={
            shown === 'failed'
              ? 'No job has failed'
              : shown === 'running'
                ? 'Nothing runs now'
                : 'No jobs yet'
          }
        >
          Snapshots, aggregations, freezes, comparisons and checks are listed here with their start, how long
          they took and what came of them.
        </EmptyState>
      )}
      {jobs.length > 0 && (
        <div ref={scrolled} className="fill scroll jobs-list">
          <SmallTable label="Jobs">
            <thead>
              <tr>
                <th>Job</th>
                <th>State</th>
                <th>Started</th>
                <th data-number="">Duration</th>
                <th>What came of it</th>
              </tr>
            </thead>
            <tbody>
              {jobs.slice(0, most).map((job) => (
                <Row
                  key={job.id}
                  job={job}
                  opened={opened === job.id}
                  onToggle={() => setOpened(opened === job.id ? undefined : job.id)}
                />
              ))}
            </tbody>
          </SmallTable>
          {jobs.length > most && (
            <Button onClick={() => setMost(jobs.length)}>
              Show {counted(jobs.length - most, 'older job')}
            </Button>
          )}
        </div>
      )}
    </div>
  )
}

function Row({ job, opened, onToggle }: { job: PastJob; opened: boolean; onToggle: () => void }) {
  const { title, state, startedAt, scheduled } = job
  const live = useJobs(({ jobs }) =>
    state === 'running' ? jobs.find((one) => one.title === title && one.startedAt === startedAt) : undefined,
  )
  const Chevron = opened ? ChevronDown : ChevronRight
  return (
    <Fragment>
      <tr>
        <td>
          <button type="button" className="jobs-toggle" aria-expanded={opened} onClick={onToggle}>
            <Chevron size={13} aria-hidden="true" />
            <span className="ellipsis">{title}</span>
          </button>
        </td>
        <td>
          <JobMark state={state} />
        </td>
        <td title={exactMoment(startedAt)}>
          {moment(startedAt)}
          {scheduled === true && <small>by schedule</small>}
        </td>
        <td data-number="">{jobDuration(job)}</td>
        <td className="jobs-outcome">
          <span className="job-result">
            {live === undefined ? <JobResult job={job} /> : <JobProgress job={live} />}
          </span>
        </td>
      </tr>
      {opened && (
        <tr className="jobs-detail">
          <td colSpan={5}>
            <Detail job={job} />
          </td>
        </tr>
      )}
    </Fragment>
  )
}

function Detail({ job }: { job: PastJob }) {
  const { startedAt, endedAt, by, scheduled, outcome, code, log } = job
  return (
    <>
      <KeyValues
        facts={[
          ['started', exactMoment(startedAt)],
          ['ended', endedAt === undefined ? 'not yet' : exactMoment(endedAt)],
          ['by', scheduled === true ? `a schedule, in ${programs[by]}` : programs[by]],
          ...(code === undefined ? [] : [['error', <code key="code">{code}</code>] as const]),
          ...(outcome?.notes ?? []).map((note, index) => [index === 0 ? 'notes' : '', note] as const),
        ]}
      />
      {log.length > 0 && (
        <ol className="jobs-log code" aria-label="Log">
          {log.map(({ at, text }) => (
            <li key={`${at} ${text}`}>
              <time dateTime={at}>{new Date(at).toLocaleTimeString('en-GB')}</time> {text}
            </li>
          ))}
        </ol>
      )}
    </>
  )
}
