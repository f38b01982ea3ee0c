import { type ReactNode, useState } from 'react'
import type { Check, IntegrityState } from '../../../shared/contract/integrity.ts'
import { useEvent } from '../../client/client.tsx'
import { useAnswer } from '../../client/use-answer.ts'
import { Button } from '../../components/button.tsx'
import { bytes, count, counted, exactMoment, moment } from '../../components/figures.ts'
import { ErrorPanel, KeyValues, ProgressBar, Skeleton } from '../../components/states.tsx'
import { BackgroundSwitch } from '../../workbench/background-switch.tsx'
import { CommandLine } from '../../workbench/command/command-line.tsx'
import { useReadOnly } from '../../workbench/session.ts'
import { AcceptDialog } from './accept-dialog.tsx'
import { FindingsTable } from './findings-table.tsx'
import { RepairDialog } from './repair-dialog.tsx'
import { useCheck } from './use-check.ts'
import './integrity.css'

/** Whether the store still is what it was: what is wrong, when that was looked at, and what to do. */
export function IntegrityScreen() {
  const { data, error, reload } = useAnswer('integrity.state', {})
  useEvent('integrity', reload)
  useEvent('catalogue', reload)
  useEvent('settings', reload)
  const readOnly = useReadOnly()
  const check = useCheck()
  const [asking, setAsking] = useState<'repair' | 'accept'>()
  if (error !== undefined && data === undefined) return <ErrorPanel error={error} onRetry={reload} />
  if (data === undefined) return <Skeleton lines={5} />
  const { findings } = data
  const wentBack = findings.filter(({ kind }) => kind === 'log-went-back')
  const { progress } = check
  return (
    <div className="integrity scroll">
      <header className="integrity-head">
        <h1>Integrity</h1>
        <p role="status" aria-label="Integrity">
          {verdict(data)}
        </p>
      </header>
      <div className="integrity-actions">
        <Button disabled={progress !== undefined} onClick={() => check.start(false)}>
          Check the structure
        </Button>
        <Button disabled={progress !== undefined} onClick={() => check.start(true)}>
          Check every byte
        </Button>
        {findings.length > 0 && readOnly === undefined && (
          <Button look="primary" disabled={progress !== undefined} onClick={() => setAsking('repair')}>
            Repair…
          </Button>
        )}
        {wentBack.length > 0 && readOnly === undefined && (
          <Button onClick={() => setAsking('accept')}>Accept the present history…</Button>
        )}
        {progress !== undefined && (
          <span className="integrity-progress">
            <ProgressBar label="Checking" done={progress.done} total={progress.total} />
            {progress.unit === 'bytes'
              ? `${bytes(progress.done)} of ${bytes(progress.total ?? progress.done)}`
              : 'versions and trees'}
            <Button look="ghost" onClick={check.cancel}>
              Cancel
            </Button>
          </span>
        )}
      </div>
      {check.error !== undefined && <ErrorPanel error={check.error} />}
      {findings.length > 0 && <FindingsTable label="Findings" findings={findings} />}
      <section aria-label="Checks">
        <h2>Last checks on this machine</h2>
        <KeyValues
          facts={[
            ['Structure', <CheckFacts key="structure" check={data.checked} />],
            ['Every byte', <CheckFacts key="bytes" check={data.checkedData} />],
            ['In the background', <BackgroundFacts key="background" background={data.background} />],
          ]}
        />
        <BackgroundSwitch />
        <CommandLine command="firn verify --data" />
      </section>
      {asking === 'repair' && <RepairDialog onClose={() => setAsking(undefined)} />}
      {asking === 'accept' && (
        <AcceptDialog
          problems={wentBack.map(({ message }) => message)}
          onClose={(accepted) => {
            setAsking(undefined)
            if (accepted) reload()
          }}
        />
      )}
    </div>
  )
}

function verdict({ findings, checked, checkedData }: IntegrityState): ReactNode {
  if (findings.length > 0)
    return (
      <b>
        ! {counted(findings.length, 'finding')}
        {versionsIn(findings)}
      </b>
    )
  if (checked === undefined) return 'This store was not checked yet on this machine.'
  if (checkedData?.at === checked.at) return 'Sound: every byte is what it was.'
  return checkedData === undefined
    ? 'Sound: log, versions and trees are whole, and every object is there. Its bytes were not looked at yet.'
    : `Sound: log, versions and trees are whole. Every byte was checked ${moment(checkedData.at)}.`
}

function versionsIn(findings: IntegrityState['findings']): string {
  const versions = new Set(findings.flatMap(({ snapshots }) => snapshots))
  return versions.size === 0 ? '' : ` in ${counted(versions.size, 'version')}`
}

function CheckFacts({ check }: { check: Check | undefined }) {
  if (check === undefined) return <span className="muted">never</span>
  const { checked, findings, at } = check
  const amount = (what: string) => count(Number(checked[what] ?? 0))
  return (
    <>
      <time dateTime={at} title={exactMoment(at)}>
        {moment(at)}
      </time>
      : {findings.length === 0 ? 'sound' : counted(findings.length, 'finding')}{' '}
      <span className="muted">
        {amount('snapshots')} versions, {amount('objects')} objects, {amount('entries')} log entries
        {checked['data'] === true ? `, ${bytes(Number(checked['bytes'] ?? 0))} read` : ''}
      </span>
    </>
  )
}

function BackgroundFacts({ background }: { background: IntegrityState['background'] }) {
  const { on, problem, completeAt, round } = background
  if (problem !== undefined) return <span className="muted">{problem}</span>
  if (!on) return <span className="muted">off</span>
  const last = completeAt === undefined ? 'no round was finished yet' : `all objects by ${moment(completeAt)}`
  return (
    <>
      {last}
      {round !== undefined && (
        <span className="muted">
          {' '}
          · {count(round.done)} of {count(round.due)} objects read in this round
        </span>
      )}
    </>
  )
}
