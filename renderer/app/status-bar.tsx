import { useEffect, useState } from 'react'
import type { ProcessFacts } from '../../shared/contract/application.ts'
import type { Job } from '../../shared/model/job.ts'
import { useClient, useConnectionState } from '../client/client.tsx'
import { bytes, counted } from '../components/figures.ts'
import { JobProgress } from '../features/jobs/job-progress.tsx'
import { JobsPopover } from '../features/jobs/jobs-popover.tsx'
import { useCatalogue } from '../workbench/catalogue.ts'
import { useJobs } from '../workbench/jobs.ts'
import { useReadOnly, useSession } from '../workbench/session.ts'
import { NextSnapshot } from './next-snapshot.tsx'

/** Milliseconds between looks at the engine's memory, while the window is in sight. */
const lookEvery = 5000

/** What goes on: jobs with their progress, else the next one by a schedule, the store's size, the engine's memory, the connection. */
export function StatusBar() {
  const { state } = useConnectionState()
  const jobs = useJobs((one) => one.jobs)
  const datasets = useCatalogue((one) => one.datasets)
  const facts = useProcessFacts()
  const readOnly = useReadOnly()
  const strangers = useSession(({ store }) => store?.strangers) ?? []
  const words = {
    open: 'Connected',
    connecting: 'Connecting…',
    lost: 'Connecting again…',
    refused: 'Not let in',
    stopped: 'No engine',
  }
  const rows = datasets?.reduce((sum, dataset) => sum + dataset.rows, 0)
  return (
    <footer className="status-bar" aria-label="Status">
      <JobsPopover />
      {jobs[0] === undefined ? <NextSnapshot /> : <RunningJob job={jobs[0]} />}
      <span className="status-end">
        {readOnly !== undefined && (
          <span className="status-read-only ellipsis" title={readOnly}>
            Read only: {readOnly}
          </span>
        )}
        {strangers.length > 0 && (
          <span className="status-read-only ellipsis" title={strangers.join('\n')}>
            Not read:{' '}
            {strangers.length === 1 ? strangers[0] : `${strangers.length} files that are none of the store's`}
          </span>
        )}
        {datasets !== undefined && rows !== undefined && (
          <span className="status-store">
            {counted(datasets.length, 'dataset')}, {counted(rows, 'row')}
          </span>
        )}
        {facts !== undefined && (
          <span title={`${counted(facts.workers, 'worker')} for queries`}>
            Engine {bytes(facts.engineBytes)}
          </span>
        )}
        <span className="status-connection" data-state={state} role="status" aria-label="Connection">
          {words[state]}
        </span>
      </span>
    </footer>
  )
}

function RunningJob({ job }: { job: Job }) {
  return (
    <span className="status-job">
      <span className="ellipsis">{job.title}</span>
      <JobProgress job={job} />
    </span>
  )
}

function useProcessFacts(): ProcessFacts | undefined {
  const client = useClient()
  const { state } = useConnectionState()
  const [facts, setFacts] = useState<ProcessFacts>()
  useEffect(() => {
    if (state !== 'open') return undefined
    let stopped = false
    const look = () => {
      if (document.visibilityState !== 'visible') return
      client.call('application.processes', {}).then(
        (seen) => !stopped && setFacts(seen),
        () => !stopped && setFacts(undefined),
      )
    }
    look()
    const timer = setInterval(look, lookEvery)
    document.addEventListener('visibilitychange', look)
    return () => {
      stopped = true
      clearInterval(timer)
      document.removeEventListener('visibilitychange', look)
    }
  }, [client, state])
  return facts
}
