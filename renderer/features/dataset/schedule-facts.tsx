import { useEffect } from 'react'
import type { ScheduleState } from '../../../shared/contract/schedule.ts'
import { scheduleText } from '../../../shared/model/schedule.ts'
import { useClient, useEvent } from '../../client/client.tsx'
import { useAct } from '../../client/use-act.ts'
import { useAnswer } from '../../client/use-answer.ts'
import { Button } from '../../components/button.tsx'
import { moment } from '../../components/figures.ts'
import { Banner, ErrorPanel } from '../../components/states.tsx'
import { toast } from '../../components/toast/announcements.ts'
import { refreshCatalogue, useCatalogue } from '../../workbench/catalogue.ts'
import { useReadOnly } from '../../workbench/session.ts'

/** When a dataset is taken again, how it went last, and a way to do it now. */
export function ScheduleFacts({ dataset }: { dataset: string }) {
  const client = useClient()
  const readOnly = useReadOnly() !== undefined
  const changes = useCatalogue((state) => state.changes)
  const { data, error: unknown, reload } = useAnswer('schedule.list', {})
  const { busy, error, act } = useAct()
  useEffect(() => {
    reload()
  }, [changes, reload])
  useEvent('job', ({ state }) => {
    if (state !== 'running') reload()
  })
  const known = data?.schedules.find((one) => one.dataset === dataset)
  const run = () =>
    act(async () => {
      const { taken, expired, why } = await client.call('schedule.run', { dataset, now: true })
      await refreshCatalogue(client)
      reload()
      if (taken === undefined) toast('info', why ?? `Nothing was taken of ${dataset}`)
      else if (!taken.changed) toast('info', `Nothing is new: v${taken.version} holds the same data`)
      else
        toast(
          'good',
          `Took ${dataset} v${taken.version}${expired.length === 0 ? '' : `; ${expired.length} old ones went`}`,
        )
    })
  const agree = () =>
    act(async () => {
      await client.call('schedule.agree', { dataset })
      reload()
    })
  if (unknown !== undefined) return <ErrorPanel error={unknown} onRetry={reload} />
  if (known === undefined) return null
  return (
    <>
      {known.idle !== undefined && !readOnly && (
        <Banner>
          <span>It does not run here by itself. {known.idle}</span>
          <Button disabled={busy} onClick={() => void agree()}>
            Run it on this machine
          </Button>
        </Banner>
      )}
      <div className="schedule-facts">
        <p role="status" aria-label="Schedule">
          {wordsOf(known)}
        </p>
        {!readOnly && (
          <Button disabled={busy} onClick={() => void run()}>
            Run now
          </Button>
        )}
      </div>
      {known.last?.state === 'failed' && (
        <p className="field-problem">
          The last run failed, {moment(known.last.startedAt)}: {known.last.text}
        </p>
      )}
      {error !== undefined && <ErrorPanel error={error} />}
    </>
  )
}

function wordsOf({ schedule, next, due, last }: ScheduleState): string {
  return [
    `Taken ${scheduleText(schedule.times)}`,
    ...(due === undefined ? [] : [`due since ${moment(due)}`]),
    ...(next[0] === undefined ? [] : [`next ${moment(next[0])}`]),
    ...(last?.state === 'done' ? [`last ${moment(last.startedAt)}: ${last.text}`] : []),
    ...(last?.state === 'running' ? ['running now'] : []),
  ].join(' · ')
}
