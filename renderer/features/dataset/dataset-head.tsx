import { ChevronDown } from 'lucide-react'
import { useState } from 'react'
import type { SchemaTable, SnapshotFacts } from '../../../shared/contract/store.ts'
import { mainBranch } from '../../../shared/model/names.ts'
import type { DatasetKind } from '../../../shared/model/kind.ts'
import { useAnswer } from '../../client/use-answer.ts'
import { Badge, KindMark, kindWords } from '../../components/badge.tsx'
import { Button } from '../../components/button.tsx'
import { Choice } from '../../components/field.tsx'
import { counted, moment } from '../../components/figures.ts'
import { Menu, type MenuEntry } from '../../components/menu.tsx'
import { sqlName } from '../../components/sql-editor/table-names.ts'
import type { DatasetSubject } from '../../workbench/feature.ts'
import { useContributions } from '../../workbench/features.tsx'
import { openQuery } from '../../workbench/open.ts'
import { TakeSnapshotDialog } from '../../workbench/take-snapshot-dialog.tsx'
import { useReadOnly } from '../../workbench/session.ts'

/** What am I looking at, which version, how many rows, from where. */
export function DatasetHead({
  subject,
  facts,
  tables,
  shownTable,
  onVersion,
  onTable,
}: {
  subject: DatasetSubject
  facts: SnapshotFacts | undefined
  tables: readonly SchemaTable[]
  shownTable: SchemaTable | undefined
  onVersion: (version: number) => void
  onTable: (table: string) => void
}) {
  const { summary, version, table } = subject
  const actions = useContributions('datasetActions').filter(({ when }) => when?.(subject) ?? true)
  const readOnly = useReadOnly() !== undefined
  const [taking, setTaking] = useState(false)
  const sources = facts?.snapshot.sources ?? []
  const isLatest = version === summary.latest
  const tags = summary.tags.filter((tag) => tag.version === version).map(({ name }) => name)
  const reference = `${summary.name}${isLatest ? '' : `@v${version}`}${table === undefined ? '' : `/${table}`}`
  return (
    <header className="dataset-head">
      <KindMark kind={summary.kind} large />
      <div className="dataset-title">
        <h1>
          <span className="ellipsis" title={summary.name}>
            {summary.name}
          </span>
          <VersionMenu
            dataset={summary.name}
            version={version}
            latest={summary.latest}
            onVersion={onVersion}
          />
          {isLatest && <Badge tone="tag">latest</Badge>}
          {summary.branch !== undefined && (
            <Badge title="New versions go onto this branch">new ones go onto {summary.branch}</Badge>
          )}
          {tags.map((tag) => (
            <Badge key={tag} tone="tag">
              {tag}
            </Badge>
          ))}
        </h1>
        <p className="secondary small ellipsis">
          {kindWords[summary.kind]}
          {shownTable !== undefined &&
            ` · ${rowsOf(summary.kind, tables, shownTable)}${summary.kind === 'set' ? '' : `, ${counted(shownTable.columns.length, 'column')}`}`}
          {shownTable !== undefined &&
            shownTable.rejected > 0 &&
            ` · ${counted(shownTable.rejected, 'rejected row')}`}
          {facts !== undefined && ` · ${moment(facts.snapshot.time)}`}
          {sources.length > 0 && (
            <>
              {' · from '}
              <span className="code" title={sources.join('\n')}>
                {sources[0]}
              </span>
              {sources.length > 1 && ` and ${sources.length - 1} more`}
            </>
          )}
        </p>
      </div>
      <div className="dataset-actions">
        {tables.length > 1 && shownTable !== undefined && (
          <Choice
            aria-label={summary.kind === 'training' ? 'Split' : 'Table'}
            value={shownTable.name}
            onChoose={onTable}
            options={tables.map(({ name, rows }) => ({
              value: name,
              title: `${name} (${counted(rows, 'row')})`,
            }))}
          />
        )}
        <Button
          onClick={() =>
            openQuery(`SELECT *\nFROM ${sqlName(reference)}`, { title: reference, runAtOnce: true })
          }
        >
          Query
        </Button>
        {actions.map((action) => (
          <Button key={action.id} onClick={() => action.run(subject)}>
            {action.title(subject)}
          </Button>
        ))}
        {summary.kind === 'raw' && sources.length > 0 && !readOnly && (
          <Button look="primary" onClick={() => setTaking(true)}>
            Take snapshot
          </Button>
        )}
      </div>
      {taking && (
        <TakeSnapshotDialog
          name={summary.name}
          fixed
          table={table}
          sources={sources}
          onClose={() => setTaking(false)}
        />
      )}
    </header>
  )
}

/** Splits are parts of one table, and members of one set, so all of their rows count; other tables stand for themselves. */
function rowsOf(kind: DatasetKind, tables: readonly SchemaTable[], shown: SchemaTable): string {
  if ((kind !== 'training' && kind !== 'set') || tables.length < 2) return counted(shown.rows, 'row')
  const all = tables.reduce((sum, { rows }) => sum + rows, 0)
  return `${counted(all, 'row')} in ${counted(tables.length, kind === 'training' ? 'split' : 'table')}`
}

function VersionMenu({
  dataset,
  version,
  latest,
  onVersion,
}: {
  dataset: string
  version: number
  latest: number | undefined
  onVersion: (version: number) => void
}) {
  const [open, setOpen] = useState(false)
  const { data } = useAnswer('dataset.versions', open ? { dataset } : undefined)
  const list = (data?.versions ?? [])
    .filter(({ expired }) => !expired)
    .map(
      (one): MenuEntry => ({
        id: String(one.version),
        title: `v${one.version} ${one.message}`,
        note: [
          ...(one.version === latest ? ['latest'] : []),
          ...(one.problem === undefined ? [] : ['cannot be read']),
          ...(one.branch === mainBranch ? [] : [`on ${one.branch}`]),
          ...one.tags,
          moment(one.time),
        ].join(' · '),
        checked: one.version === version,
        run: () => onVersion(one.version),
      }),
    )
  return (
    <Menu
      label="Versions"
      open={open}
      onOpenChange={setOpen}
      list={list}
      trigger={
        <button type="button" className="dataset-version" aria-label={`Version v${version}, choose another`}>
          @v{version}
          <ChevronDown size={13} aria-hidden="true" />
        </button>
      }
    />
  )
}
