import { useEffect, useState } from 'react'
import { useClient, useConnectionState } from '../client/client.tsx'
import { moment } from '../components/figures.ts'
import { useCatalogue } from '../workbench/catalogue.ts'
import { openDataset } from '../workbench/open.ts'
import { type NextRun, nextRuns } from './next-run.ts'

/** Milliseconds after a change of the store: what a window shows first is not kept waiting. */
const quiet = 1500
/** Minutes are the finest that a schedule knows. */
const lookEvery = 60_000
/** As many as are named when the pointer rests. */
const mostNamed = 10

/** The next snapshot that a schedule takes by itself; leads to the settings of its dataset. */
export function NextSnapshot() {
  const [soonest, ...later] = useNextRuns()
  if (soonest === undefined) return null
  const all = [soonest, ...later].slice(0, mostNamed)
  return (
    <button
      type="button"
      className="link status-next ellipsis"
      title={all.map(({ dataset, at }) => `${dataset}: ${moment(at)}`).join('\n')}
      onClick={() => openDataset(soonest.dataset, { section: 'settings' })}
    >
      Next snapshot {moment(soonest.at)}: {soonest.dataset}
    </button>
  )
}

function useNextRuns(): readonly NextRun[] {
  const client = useClient()
  const { state } = useConnectionState()
  const changes = useCatalogue((one) => one.changes)
  const [runs, setRuns] = useState<readonly NextRun[]>([])
  useEffect(() => {
    // Before the first change no store is open.
    if (state !== 'open' || changes === 0) return undefined
    let stopped = false
    const look = () => {
      if (document.visibilityState !== 'visible') return
      client.call('schedule.list', {}).then(
        ({ schedules }) => !stopped && setRuns(nextRuns(schedules)),
        () => !stopped && setRuns([]),
      )
    }
    const first = setTimeout(look, quiet)
    const timer = setInterval(look, lookEvery)
    document.addEventListener('visibilitychange', look)
    return () => {
      stopped = true
      clearTimeout(first)
      clearInterval(timer)
      document.removeEventListener('visibilitychange', look)
    }
  }, [client, state, changes])
  return runs
}
