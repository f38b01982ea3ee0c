import { useEffect, useState } from 'react'
import type { DatasetSummary, VersionSummary } from '../../../shared/model/dataset.ts'
import { formatReference } from '../../../shared/model/reference.ts'
import { useAnswer } from '../../client/use-answer.ts'
import { Button } from '../../components/button.tsx'
import { bytes, counted } from '../../components/figures.ts'
import { Split } from '../../components/split.tsx'
import { EmptyState, ErrorPanel, Skeleton } from '../../components/states.tsx'
import { useCatalogue } from '../../workbench/catalogue.ts'
import { useContributions, useTabKind } from '../../workbench/features.tsx'
import { openComparison } from '../../workbench/open.ts'
import { BranchDialog } from './branch-dialog.tsx'
import { BranchMenu } from './branch-menu.tsx'
import { CheckoutDialog } from './checkout-dialog.tsx'
import { useKept, useScrollPlace } from '../../workbench/places.tsx'
import { ExpireDialog } from './expire-dialog.tsx'
import { RestoreDialog } from './restore-dialog.tsx'
import { TagDialog } from './tag-dialog.tsx'
import { Timeline } from './timeline.tsx'
import { VersionPanel } from './version-panel.tsx'
import { useReadOnly } from '../../workbench/session.ts'

const hint = 'Ctrl+click or Space takes a second version to compare'

/** The timeline of a dataset. Two versions that are selected can be compared. */
export function VersionsSection({
  summary,
  version,
  table,
  onOpenVersion,
}: {
  summary: DatasetSummary
  version: number
  /** The one in front, where a snapshot holds several; it is the one that is compared. */
  table: string | undefined
  onOpenVersion: (version: number) => void
}) {
  const changes = useCatalogue((state) => state.changes)
  const { data, error, loading, reload } = useAnswer('dataset.versions', { dataset: summary.name })
  const canCompare = useTabKind('compare') !== undefined
  const actions = useContributions('versionActions')
  const readOnly = useReadOnly() !== undefined
  const [selected, setSelected] = useKept<readonly number[]>('versions.selected', [version])
  const [dialog, setDialog] = useState<'tag' | 'branch' | 'restore' | 'checkout' | 'expire'>()
  const [expiredShown, setExpiredShown] = useKept('versions.expired', false)
  const scrolled = useScrollPlace('versions')
  useEffect(() => {
    reload()
  }, [changes, reload])

  if (data === undefined) {
    if (error !== undefined) return <ErrorPanel error={error} onRetry={reload} />
    return loading ? <Skeleton lines={8} label="Loading versions" /> : null
  }
  const there = data.versions.filter(({ expired }) => !expired)
  const expired = data.versions.filter((one) => one.expired)
  const shown = expiredShown ? data.versions : there
  const last = data.versions.find((one) => one.version === selected.at(-1)) ?? there[0]
  const [older, newer] = [...selected].sort((a, b) => a - b)
  const select = (picked: VersionSummary, add: boolean) => {
    if (!add) setSelected([picked.version])
    else if (selected.includes(picked.version)) setSelected(selected.filter((one) => one !== picked.version))
    // Two at most: the earlier choice makes room.
    else setSelected([...selected.slice(-1), picked.version])
  }
  const main = {
    id: 'timeline',
    min: 400,
    content: (
      <div className="column fill">
        <div className="toolbar" role="toolbar" aria-label="Versions">
          <span className="small secondary">{selected.length} selected</span>
          {canCompare && selected.length === 2 && older !== undefined && newer !== undefined && (
            <Button
              look="primary"
              onClick={() =>
                openComparison(
                  formatReference(summary.name, older, table),
                  formatReference(summary.name, newer, table),
                )
              }
            >
              Compare v{older} ↔ v{newer}
            </Button>
          )}
          {last !== undefined && !readOnly && <Button onClick={() => setDialog('tag')}>Tag…</Button>}
          {last !== undefined && !last.expired && !readOnly && (
            <Button onClick={() => setDialog('branch')}>Branch…</Button>
          )}
          {last !== undefined && last.version !== summary.latest && !readOnly && (
            <Button onClick={() => setDialog('restore')}>Restore…</Button>
          )}
          {last !== undefined && !last.expired && (
            <Button onClick={() => setDialog('checkout')}>Check out…</Button>
          )}
          {!readOnly && (
            <Button look="ghost" onClick={() => setDialog('expire')}>
              Expire…
            </Button>
          )}
          {last !== undefined &&
            actions
              .filter(({ when }) => when?.({ dataset: summary, version: last }) ?? true)
              .map((action) => (
                <Button key={action.id} onClick={() => action.run({ dataset: summary, version: last })}>
                  {action.title({ dataset: summary, version: last })}
                </Button>
              ))}
          {summary.branches !== undefined && !readOnly && <BranchMenu summary={summary} />}
          {canCompare && selected.length < 2 && (
            <span className="versions-hint muted small ellipsis" title={hint}>
              {hint}
            </span>
          )}
        </div>
        <div ref={scrolled} className="scroll fill">
          {there.length === 0 && <EmptyState title="No version">All snapshots have expired.</EmptyState>}
          <Timeline
            versions={shown}
            latest={summary.latest}
            selected={selected}
            onSelect={select}
            onOpen={(one) => onOpenVersion(one.version)}
          />
          {expired.length > 0 && (
            <p className="versions-note muted small">
              {expired.length === 1
                ? `v${expired[0]?.version} has expired`
                : `${expired.length} versions have expired`}{' '}
              ·{' '}
              <button type="button" className="link" onClick={() => setExpiredShown((before) => !before)}>
                {expiredShown ? 'hide' : 'show'}
              </button>
            </p>
          )}
          {there.length > 0 && (
            <p className="versions-note muted small">
              {bytes(there.reduce((sum, one) => sum + one.newBytes, 0))} stored for{' '}
              {counted(there.length, 'version')}
            </p>
          )}
        </div>
      </div>
    ),
  }
  return (
    <>
      <Split
        name="versions"
        direction="horizontal"
        parts={
          last === undefined
            ? [main]
            : [
                main,
                {
                  id: 'inspector',
                  size: 300,
                  min: 240,
                  max: 560,
                  content: (
                    <VersionPanel
                      dataset={summary.name}
                      version={last}
                      versions={there}
                      onOpen={() => onOpenVersion(last.version)}
                    />
                  ),
                },
              ]
        }
      />
      {dialog === 'tag' && last !== undefined && (
        <TagDialog dataset={summary.name} version={last} onClose={() => setDialog(undefined)} />
      )}
      {dialog === 'branch' && last !== undefined && (
        <BranchDialog dataset={summary.name} version={last} onClose={() => setDialog(undefined)} />
      )}
      {dialog === 'restore' && last !== undefined && (
        <RestoreDialog
          dataset={summary.name}
          version={last}
          next={Math.max(...data.versions.map((one) => one.version)) + 1}
          onClose={() => setDialog(undefined)}
        />
      )}
      {dialog === 'checkout' && last !== undefined && (
        <CheckoutDialog dataset={summary.name} version={last} onClose={() => setDialog(undefined)} />
      )}
      {dialog === 'expire' && (
        <ExpireDialog dataset={summary.name} count={there.length} onClose={() => setDialog(undefined)} />
      )}
    </>
  )
}
