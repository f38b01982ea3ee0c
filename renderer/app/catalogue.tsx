import { useState } from 'react'
import type { DatasetSummary } from '../../shared/model/dataset.ts'
import { datasetKinds } from '../../shared/model/kind.ts'
import { useClient } from '../client/client.tsx'
import { KindMark, kindTitles } from '../components/badge.tsx'
import { Button } from '../components/button.tsx'
import { TextInput } from '../components/field.tsx'
import { counted } from '../components/figures.ts'
import { ContextMenu } from '../components/menu.tsx'
import { sqlName } from '../components/sql-editor/table-names.ts'
import { ErrorPanel, Skeleton } from '../components/states.tsx'
import { copyText } from '../components/toast/announcements.ts'
import { startTakingTogether } from '../features/together/taking.ts'
import { refreshCatalogue, useCatalogue } from '../workbench/catalogue.ts'
import { choose } from '../workbench/choosing.ts'
import { openDataset, openQuery } from '../workbench/open.ts'
import { isWritable } from '../workbench/session.ts'
import { type DatasetInput, useTabs } from '../workbench/tabs.ts'

/** From this many datasets on, a field to search them is of use. */
const manyDatasets = 12

/** The datasets of the store, by kind. */
export function Catalogue() {
  const client = useClient()
  const { datasets, error } = useCatalogue()
  const [search, setSearch] = useState('')
  const front = useTabs(({ tabs, activeId }) => tabs.find((tab) => tab.id === activeId))
  const current = front?.kind === 'dataset' ? (front.input as DatasetInput).dataset : undefined
  const wanted = search.toLowerCase()
  const found = datasets?.filter(
    ({ name, tags }) => name.includes(wanted) || tags.some((tag) => tag.name.includes(wanted)),
  )
  return (
    <nav className="catalogue" aria-label="Datasets">
      {error !== undefined && <ErrorPanel error={error} onRetry={() => void refreshCatalogue(client)} />}
      {datasets === undefined && error === undefined && <Skeleton lines={5} label="Loading datasets" />}
      {datasets?.length === 0 && (
        <div className="catalogue-empty">
          <span>No datasets yet. Drop files or a folder here, or</span>
          <Button onClick={() => choose('sources')}>Open a folder of data…</Button>
        </div>
      )}
      {datasets !== undefined && datasets.length >= manyDatasets && (
        <div className="catalogue-search">
          <TextInput
            aria-label="Find a dataset"
            placeholder="Find a dataset or tag"
            value={search}
            onChange={(event) => setSearch(event.target.value)}
          />
        </div>
      )}
      {datasetKinds.map((kind) => {
        const ofKind = found?.filter((dataset) => dataset.kind === kind) ?? []
        if (ofKind.length === 0) return null
        return (
          <section key={kind} aria-label={kindTitles[kind]}>
            <h2>
              <span>{kindTitles[kind]}</span>
              <span>{ofKind.length}</span>
            </h2>
            <ul>
              {ofKind.map((dataset) => (
                <li key={dataset.name}>
                  <Item dataset={dataset} current={dataset.name === current} />
                </li>
              ))}
            </ul>
          </section>
        )
      })}
      {found?.length === 0 && search !== '' && (
        <p className="catalogue-empty">Nothing is called “{search}”</p>
      )}
    </nav>
  )
}

function Item({ dataset, current }: { dataset: DatasetSummary; current: boolean }) {
  const { name, kind, latest, rows, problem } = dataset
  return (
    <ContextMenu
      label={name}
      list={[
        { id: 'open', title: 'Open', run: () => openDataset(name) },
        {
          id: 'query',
          title: 'Query',
          run: () => openQuery(`SELECT *\nFROM ${sqlName(name)}`, { title: name, runAtOnce: true }),
        },
        { id: 'versions', title: 'Versions', run: () => openDataset(name, { section: 'versions' }) },
        ...(kind === 'raw' && latest !== undefined && isWritable()
          ? [
              {
                id: 'together',
                title: 'Take snapshots together…',
                run: () => startTakingTogether([name]),
              },
            ]
          : []),
        { kind: 'line', id: 'line' },
        { id: 'copy', title: 'Copy name', run: () => void copyText(name, 'the name') },
      ]}
    >
      <button
        type="button"
        className="catalogue-item"
        aria-current={current}
        title={problem ?? `${name} · ${counted(rows, 'row')}`}
        onClick={() => openDataset(name)}
      >
        <KindMark kind={kind} />
        <span className="ellipsis">{name}</span>
        <span className="catalogue-version">
          {problem === undefined ? (
            latest === undefined ? (
              'empty'
            ) : (
              `v${latest}`
            )
          ) : (
            <b aria-label="cannot be read">!</b>
          )}
        </span>
      </button>
    </ContextMenu>
  )
}
