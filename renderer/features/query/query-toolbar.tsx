import { ChevronDown, Square } from 'lucide-react'
import { useEffect, useState } from 'react'
import type { LineageInput } from '../../../shared/model/lineage.ts'
import { useAnswer } from '../../client/use-answer.ts'
import { Button, IconButton } from '../../components/button.tsx'
import { duration, moment } from '../../components/figures.ts'
import { Menu, type MenuEntry } from '../../components/menu.tsx'
import { useDataset } from '../../workbench/catalogue.ts'

/** More inputs than this are named by the results' lines only. */
const mostInputs = 2

/** Run, cancel, format, explain; and which versions the last run read. */
export function QueryToolbar(props: {
  busy: boolean
  since: number
  inputs: readonly LineageInput[]
  onRun: () => void
  onRunSelection: () => void
  onCancel: () => void
  onFormat: () => void
  onExplain: () => void
  onVersion: (dataset: string, reference: string) => void
  historyShown: boolean
  onHistory: () => void
}) {
  const { busy, since, inputs, onRun, onRunSelection, onCancel, onFormat, onExplain, onVersion } = props
  return (
    <div className="toolbar" role="toolbar" aria-label="Query">
      {busy ? (
        <Button look="primary" onClick={onCancel}>
          <Square size={11} aria-hidden="true" /> Cancel <kbd>Esc</kbd>
        </Button>
      ) : (
        <span className="query-run">
          <Button look="primary" onClick={onRun}>
            Run <kbd>Ctrl ↵</kbd>
          </Button>
          <Menu
            label="Run"
            list={[
              { id: 'all', title: 'Run all statements', note: 'Ctrl+Enter', run: onRun },
              {
                id: 'selection',
                title: 'Run the selection, or the statement at the cursor',
                note: 'Shift+Enter',
                run: onRunSelection,
              },
            ]}
            trigger={
              <IconButton label="Other ways to run" look="primary">
                <ChevronDown size={13} aria-hidden="true" />
              </IconButton>
            }
          />
        </span>
      )}
      <Button onClick={onFormat}>Format</Button>
      <Button onClick={onExplain}>Explain</Button>
      {busy && <Elapsed since={since} />}
      <div className="toolbar-end">
        {inputs.length > 0 && <span className="muted small">from</span>}
        {inputs.slice(0, mostInputs).map((input) => (
          <VersionMenu key={input.dataset} input={input} onVersion={onVersion} />
        ))}
        {inputs.length > mostInputs && (
          <span className="muted small">and {inputs.length - mostInputs} more</span>
        )}
        <Button look="ghost" aria-pressed={props.historyShown} onClick={props.onHistory}>
          History
        </Button>
      </div>
    </div>
  )
}

/** Seconds that a run takes; they come after half a second, so that quick ones do not flicker. */
function Elapsed({ since }: { since: number }) {
  const [now, setNow] = useState(since)
  useEffect(() => {
    const timer = setInterval(() => setNow(performance.now()), 100)
    return () => clearInterval(timer)
  }, [])
  return now - since < 500 ? null : (
    <span className="secondary small">running for {duration(now - since)}</span>
  )
}

/** The version that was read of a dataset, and the others it could be. */
function VersionMenu({
  input,
  onVersion,
}: {
  input: LineageInput
  onVersion: (dataset: string, reference: string) => void
}) {
  const { dataset, version } = input
  const [open, setOpen] = useState(false)
  const latest = useDataset(dataset)?.latest
  const { data } = useAnswer('dataset.versions', open ? { dataset } : undefined)
  const follows = !input.named.includes('@')
  const list: MenuEntry[] = [
    {
      id: 'latest',
      title: 'Always the latest',
      note: latest === undefined ? '' : `v${latest}`,
      checked: follows,
      run: () => onVersion(dataset, dataset),
    },
    { kind: 'line', id: 'line' },
    ...(data?.versions ?? [])
      .filter(({ expired }) => !expired)
      .map(
        (one): MenuEntry => ({
          id: String(one.version),
          title: `v${one.version} ${one.message}`,
          note: [...one.tags, moment(one.time)].join(' · '),
          checked: !follows && one.version === version,
          run: () => onVersion(dataset, `${dataset}@v${one.version}`),
        }),
      ),
  ]
  return (
    <Menu
      label={`Version of ${dataset}`}
      align="end"
      open={open}
      onOpenChange={setOpen}
      list={list}
      trigger={
        <Button>
          <span className="ellipsis query-input">{dataset}</span> <b>@v{version}</b>
          {version === latest && <span className="secondary">· latest</span>}
          <ChevronDown size={12} aria-hidden="true" />
        </Button>
      }
    />
  )
}
