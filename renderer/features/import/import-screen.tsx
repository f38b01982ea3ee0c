import { useState } from 'react'
import type { DiscoveredTable } from '../../../shared/model/discovery.ts'
import type { Progress } from '../../../shared/model/job.ts'
import { nameFrom } from '../../../shared/model/names.ts'
import { Badge } from '../../components/badge.tsx'
import { Button } from '../../components/button.tsx'
import { bytes, counted } from '../../components/figures.ts'
import { useNarrowWindow } from '../../components/narrow-window.ts'
import { Split } from '../../components/split.tsx'
import { EmptyState, ErrorPanel, ProgressBar } from '../../components/states.tsx'
import type { TabProps } from '../../workbench/feature.ts'
import { openQuery } from '../../workbench/open.ts'
import { useKept } from '../../workbench/places.tsx'
import { TakeSnapshotDialog } from '../../workbench/take-snapshot-dialog.tsx'
import { closeTab } from '../../workbench/tabs.ts'
import { FieldPanel } from './field-panel.tsx'
import { FoundFiles } from './found-files.tsx'
import { ReadingOptions } from './reading-options.tsx'
import { Rejects } from './rejects.tsx'
import { TablePreview } from './table-preview.tsx'
import { useFigures, usePreview } from './use-figures.ts'
import { type Import, useImport } from './use-import.ts'
import './import.css'
import { useReadOnly } from '../../workbench/session.ts'

/** What was found in files and folders, how it is read, and what cannot be read. */
export function ImportScreen({ tab }: TabProps<'import'>) {
  const { sources } = tab.input
  const found = useImport(sources)
  const narrow = useNarrowWindow()
  const { discovery, error, retry } = found
  const [chosen, setChosen] = useKept<string | undefined>('table', undefined)
  const [taking, setTaking] = useState(false)
  if (discovery === undefined) {
    if (error !== undefined) return <ErrorPanel error={error} onRetry={retry} />
    return <Looking sources={sources} reading={found.reading} onStop={() => closeTab(tab.id)} />
  }
  const table = discovery.tables.find(({ name }) => name === chosen) ?? discovery.tables[0]
  const place =
    sources[0]
      ?.replace(/[\\/]+$/, '')
      .split(/[\\/]/)
      .pop() ?? 'data'
  const proposed =
    discovery.tables.length === 1 && table !== undefined ? table.name : place.replace(/\.[^.]+(\.gz)?$/, '')
  return (
    <div className="fill import-screen">
      <Split
        // In a narrow window what was found stands above the table.
        name={narrow ? 'import-narrow' : 'import'}
        direction={narrow ? 'vertical' : 'horizontal'}
        parts={[
          {
            id: 'files',
            size: narrow ? 120 : 240,
            min: narrow ? 80 : 160,
            max: 480,
            content: (
              <FoundFiles discovery={discovery} sources={sources} chosen={table?.name} onChoose={setChosen} />
            ),
          },
          {
            id: 'table',
            min: narrow ? 240 : 400,
            content:
              table === undefined ? (
                <EmptyState title="Nothing here can be read as a table">
                  {discovery.problems[0]?.message ?? 'The list of files says why for each of them.'}
                </EmptyState>
              ) : (
                <FoundTable
                  key={table.name}
                  table={table}
                  found={found}
                  onQuery={() =>
                    openQuery(`SELECT *\nFROM '${queryPath(discovery, table)}'`, {
                      title: table.name,
                      runAtOnce: true,
                    })
                  }
                  onSnapshot={() => setTaking(true)}
                />
              ),
          },
        ]}
      />
      {taking && (
        <TakeSnapshotDialog
          name={nameFrom(proposed)}
          sources={sources}
          reading={found.chosen}
          recognised={found.recognised}
          onClose={(taken) => {
            setTaking(false)
            if (taken !== undefined) closeTab(tab.id)
          }}
        />
      )}
    </div>
  )
}

function Looking({
  sources,
  reading,
  onStop,
}: {
  sources: readonly string[]
  reading: Progress | undefined
  onStop: () => void
}) {
  return (
    <EmptyState title="Looking at the files" actions={<Button onClick={onStop}>Cancel</Button>}>
      <span className="code">{sources.join(', ')}</span>
      <br />
      <ProgressBar label="Looking at the files" done={reading?.done ?? 0} total={reading?.total} />
      <br />
      {reading?.text}
    </EmptyState>
  )
}

/** What to name in SQL: the file itself, or the folder when its only table has several files. */
function queryPath({ sources, tables }: Import['discovery'] & object, table: DiscoveredTable): string {
  const [source = ''] = sources
  const [file = ''] = table.files
  const isTheFile = source.endsWith(`/${file}`) || source.endsWith(`\\${file}`)
  const path =
    isTheFile || (tables.length === 1 && table.files.length > 1)
      ? source
      : `${source.replace(/[\\/]+$/, '')}/${file}`
  return path.replaceAll("'", "''")
}

function FoundTable({
  table,
  found,
  onQuery,
  onSnapshot,
}: {
  table: DiscoveredTable
  found: Import
  onQuery: () => void
  onSnapshot: () => void
}) {
  const { importId, reading, changing, error, revision, change, stopReading } = found
  const readOnly = useReadOnly()
  const [column, setColumn] = useState<string>()
  const [rejectsShown, setRejectsShown] = useState(true)
  const preview = usePreview(importId, table.name, revision)
  const field = table.columns.find(({ name }) => name === column) ?? table.columns[0]
  const figures = useFigures(importId, table, field?.name, revision, preview)
  const covers = table.covers === 'all' ? 'every line read' : 'a sample read so far'
  const main = {
    id: 'preview',
    min: 320,
    content: (
      <div className="column fill">
        <header className="import-head">
          <div className="import-title">
            <div>
              <h2 className="ellipsis" title={table.name}>
                {table.name}
              </h2>
              <Badge tone="added">{counted(table.rows, 'row')}</Badge>
              {table.rejected > 0 && (
                <Badge tone="changed">! {table.rejected.toLocaleString('en')} rejected</Badge>
              )}
            </div>
            <p className="secondary small ellipsis" role="status">
              {covers} · {counted(table.columns.length, 'column')} · {bytes(table.bytes)}
            </p>
          </div>
          <div className="toolbar-end">
            <Button onClick={onQuery}>Query now</Button>
            <Button look="primary" disabled={readOnly !== undefined} title={readOnly} onClick={onSnapshot}>
              Take first snapshot
            </Button>
          </div>
        </header>
        {reading !== undefined && (
          <div className="import-reading small secondary" role="status">
            Reading every line{' '}
            <ProgressBar label="Reading every line" done={reading.done} total={reading.total} />
            {reading.text}
            <button type="button" className="link" onClick={stopReading}>
              stop, the sample is enough
            </button>
          </div>
        )}
        {error !== undefined && <ErrorPanel error={error} />}
        <ReadingOptions
          table={table}
          busy={changing === table.name}
          recognised={found.chosen.options?.[table.name] === undefined}
          onChange={(options) => change(table.name, { options })}
          onRecognise={() => change(table.name, { recognise: true })}
          rejectsShown={rejectsShown}
          onRejects={() => setRejectsShown((before) => !before)}
        />
        <TablePreview preview={preview} table={table} revision={revision} onColumn={setColumn} />
        {table.rejected > 0 && rejectsShown && <Rejects table={table} />}
      </div>
    ),
  }
  return (
    <Split
      name="import-table"
      direction="horizontal"
      parts={
        field === undefined
          ? [main]
          : [
              main,
              {
                id: 'inspector',
                size: 244,
                min: 200,
                max: 480,
                content: (
                  <FieldPanel
                    column={field}
                    table={table}
                    figures={figures}
                    busy={changing === table.name}
                    onColumn={setColumn}
                    onType={(type) => change(table.name, { types: { [field.name]: type } })}
                  />
                ),
              },
            ]
      }
    />
  )
}
