import { useEffect } from 'react'
import { create } from 'zustand'
import type { Job } from '../../shared/model/job.ts'
import { useClient, useConnectionState, useEvent } from '../client/client.tsx'
import { speakIfSilent, toast } from '../components/toast/announcements.ts'
import { activateTab, useTabs } from './tabs.ts'

/** Work that is going on in the engine, newest last, and what has ended, newest first. */
export const useJobs = create<{ readonly jobs: readonly Job[]; readonly ended: readonly Job[] }>(() => ({
  jobs: [],
  ended: [],
}))

/** As many ended jobs as a small panel shows. */
const mostEnded = 12

/** The tab that was in front when a job began: there is what it did. Ids of jobs begin anew with each engine. */
const beganIn = new Map<number, string>()

/** Brings the tab to the front in which a job was started, if it is still there. */
export function showJob(id: number): void {
  const tab = beganIn.get(id)
  if (tab !== undefined && useTabs.getState().tabs.some((open) => open.id === tab)) activateTab(tab)
}

/** Keeps the list of jobs up to date by the engine's events. */
export function useLiveJobs(): void {
  const client = useClient()
  const { generation } = useConnectionState()
  useEffect(() => {
    beganIn.clear()
    client.call('jobs.list', {}).then(
      ({ jobs }) =>
        useJobs.setState({
          jobs: jobs.filter(({ state }) => state === 'running'),
          ended: jobs
            .filter(({ state }) => state !== 'running')
            .toReversed()
            .slice(0, mostEnded),
        }),
      // The status bar shows the connection's state; a missing list of jobs says nothing more.
      () => useJobs.setState({ jobs: [], ended: [] }),
    )
  }, [client, generation])
  useEvent('job', (job) => {
    const words = endOf(job)
    if (words !== undefined && job.scheduled === true && job.state === 'failed') toast('bad', words)
    else if (words !== undefined) speakIfSilent(words)
    const { activeId } = useTabs.getState()
    if (!beganIn.has(job.id) && activeId !== undefined) beganIn.set(job.id, activeId)
    useJobs.setState(({ jobs, ended }) => {
      const others = jobs.filter((other) => other.id !== job.id)
      if (job.state === 'running') return { jobs: [...others, job] }
      return { jobs: others, ended: [job, ...ended.filter(({ id }) => id !== job.id)].slice(0, mostEnded) }
    })
  })
}

/** How a job ended, to be read aloud; nothing while it runs. */
function endOf({ title, state, problem }: Job): string | undefined {
  switch (state) {
    case 'running':
      return undefined
    case 'done':
      return `${title}: done`
    case 'cancelled':
      return `${title}: cancelled`
    case 'failed':
      return problem === undefined ? `${title}: failed` : `${title}: failed. ${problem}`
  }
}
