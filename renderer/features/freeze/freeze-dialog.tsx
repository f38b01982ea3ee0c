import { useEffect, useState } from 'react'
import { KindMark } from '../../components/badge.tsx'
import { Button } from '../../components/button.tsx'
import { Dialog } from '../../components/dialog.tsx'
import { bytes, count, counted } from '../../components/figures.ts'
import { SqlQuote } from '../../components/side-panel.tsx'
import { ErrorPanel, ProgressBar } from '../../components/states.tsx'
import type { FreezePlan } from '../../../shared/model/receipt.ts'
import { CommandLine } from '../../workbench/command/command-line.tsx'
import { withOptions } from '../../workbench/command/command-text.ts'
import { ChecksPart } from './checks-part.tsx'
import { ColumnsPart } from './columns-part.tsx'
import type { FreezeDraft } from './draft.ts'
import { DraftAgain } from './draft-again.tsx'
import { type Freezing, stopFreezing } from './freezing.ts'
import { FrozenDialog } from './frozen-dialog.tsx'
import { SplitPart } from './split-part.tsx'
import { useFreezePlan } from './use-freeze-plan.ts'
import { type FreezeRun, useFreezeRun } from './use-freeze-run.ts'
import './freeze.css'

/** The dialog that freezes, then the one that shows what was frozen. */
export function FreezeDialogs({ began: { begin } }: { began: Freezing }) {
  const run = useFreezeRun()
  if (run.receipt !== undefined) return <FrozenDialog receipt={run.receipt} onClose={stopFreezing} />
  if (begin.kind === 'draft') return <FreezeDialog first={begin.draft} run={run} />
  return (
    <DraftAgain dataset={begin.dataset} version={begin.version}>
      {(draft) => <FreezeDialog first={draft} run={run} />}
    </DraftAgain>
  )
}

/** Everything that is decided about a training set, and what that gives, before it is frozen. */
function FreezeDialog({ first, run }: { first: FreezeDraft; run: FreezeRun }) {
  const [draft, setDraft] = useState(first)
  const [quoted, setQuoted] = useState<'sql' | 'command'>()
  const planning = useFreezePlan(draft)
  const { plan, ready, inherits, reload } = planning
  // An input has a newer version than the plan in sight.
  const outdated = run.error?.code === 'conflict' ? run.error : undefined
  useEffect(() => {
    if (outdated !== undefined) reload()
  }, [outdated, reload])
  const change = (part: Partial<FreezeDraft>) => setDraft((before) => ({ ...before, ...part }))
  const close = () => {
    run.cancel()
    stopFreezing()
  }
  const toggle = (what: 'sql' | 'command') => setQuoted((now) => (now === what ? undefined : what))
  return (
    <Dialog
      title="Freeze a training set"
      icon={<KindMark kind="training" large />}
      description={
        plan === undefined ? 'exact rows, split and checked, that stay as they are' : <From plan={plan} />
      }
      width="widest"
      flush
      onClose={close}
      onSubmit={() => ready && run.start(draft, inherits, plan)}
      note={
        run.progress === undefined ? (
          <span className="freeze-consequence">
            {plan !== undefined && (
              <>
                <span>
                  Writes {counted(Object.keys(plan.splits).length, 'Parquet file')}, about{' '}
                  {bytes(plan.estimatedBytes)}, and a receipt.
                </span>
                <button
                  type="button"
                  className="link"
                  aria-expanded={quoted === 'sql'}
                  onClick={() => toggle('sql')}
                >
                  {quoted === 'sql' ? 'Hide SQL' : 'Show SQL'}
                </button>
                <span className="muted">·</span>
                <button
                  type="button"
                  className="link"
                  aria-expanded={quoted === 'command'}
                  onClick={() => toggle('command')}
                >
                  as command
                </button>
              </>
            )}
          </span>
        ) : (
          <span role="status" aria-label="Freezing">
            <ProgressBar label="Freeze" done={run.progress.done} total={run.progress.total} />{' '}
            {run.progress.text ?? `${count(run.progress.done)} ${run.progress.unit}`}
          </span>
        )
      }
      actions={
        <>
          <Button onClick={run.progress === undefined ? close : run.cancel}>Cancel</Button>
          <Button type="submit" look="primary" disabled={!ready || run.progress !== undefined}>
            Freeze <kbd>Ctrl ↵</kbd>
          </Button>
        </>
      }
    >
      <div
        className="freeze-parts"
        inert={run.progress !== undefined}
        role="presentation"
        onKeyDown={(event) => {
          // Enter alone would freeze while people only mean to end a field.
          if (
            event.key === 'Enter' &&
            event.target instanceof HTMLInputElement &&
            !event.ctrlKey &&
            !event.metaKey
          )
            event.preventDefault()
        }}
      >
        <ColumnsPart draft={draft} planning={planning} onDraft={change} />
        <SplitPart draft={draft} planning={planning} onDraft={change} />
        <ChecksPart draft={draft} planning={planning} onDraft={change} />
      </div>
      {run.error !== undefined && <ErrorPanel error={run.error} />}
      {quoted !== undefined && plan !== undefined && (
        <div
          className="freeze-quoted"
          data-quoted={quoted}
          // In a narrow window it comes below everything else.
          ref={(quote) => quote?.scrollIntoView({ block: 'nearest' })}
        >
          {quoted === 'sql' ? (
            <SqlQuote sql={plan.sql} />
          ) : (
            <CommandLine
              command={withOptions(plan.command, [
                ['-m', draft.message],
                ['--tag', draft.tag],
              ])}
            />
          )}
        </div>
      )}
    </Dialog>
  )
}

/** `from sessions@v5, labels@v9 · 412,908 rows`. */
function From({ plan }: { plan: FreezePlan }) {
  return (
    <>
      from{' '}
      {plan.inputs.map(({ dataset, version, table }, position) => (
        <span key={`${dataset}@${version}/${table ?? ''}`}>
          {position === 0 ? '' : ', '}
          <b>
            {dataset}@v{version}
            {table === undefined ? '' : `/${table}`}
          </b>
        </span>
      ))}{' '}
      · {counted(plan.rows.source, 'row')}
    </>
  )
}
