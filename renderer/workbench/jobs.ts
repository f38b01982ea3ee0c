import { useEffect } from 'react'
import { create } from 'zustand'
import type { Job } from '../../shared/model/job.ts'
import { useClient, useConnectionState, useEvent } from '../client/client.tsx'

/** Work that is going on in the engine, newest last. */
export const useJobs = create<{ readonly jobs: readonly Job[] }>(() => ({ jobs: [] }))

/** Keeps the list of jobs up to date by the engine's events. */
export function useLiveJobs(): void {
  const client = useClient()
  const { generation } = useConnectionState()
  useEffect(() => {
    client.call('jobs.list', {}).then(
      ({ jobs }) => useJobs.setState({ jobs: jobs.filter((job) => job.state === 'running') }),
      // The status bar shows the connection's state; a missing list of jobs says nothing more.
      () => useJobs.setState({ jobs: [] }),
    )
  }, [client, generation])
  useEvent('job', (job) =>
    useJobs.setState(({ jobs }) => {
      const others = jobs.filter((other) => other.id !== job.id)
      return { jobs: job.state === 'running' ? [...others, job] : others }
    }),
  )
}
