import { useMemo } from 'react'
import type { TablePreview as Preview } from '../../../shared/contract/ingest.ts'
import type { DiscoveredTable } from '../../../shared/model/discovery.ts'
import { styleNonce } from '../../client/host.ts'
import type { SteadyAnswer } from '../../client/use-steady-answer.ts'
import { type GridSource, plainView } from '../../components/result-grid/grid-source.ts'
import { ResultGrid } from '../../components/result-grid/result-grid.tsx'
import { ErrorPanel, Skeleton } from '../../components/states.tsx'
import { RawLines } from './raw-lines.tsx'

const nothingHidden: ReadonlySet<string> = new Set()

/** The first rows as they are read now, under the lines that they come from. */
export function TablePreview({
  preview: { data, error, stale, reload },
  table,
  revision,
  onColumn,
}: {
  preview: SteadyAnswer<Preview>
  table: DiscoveredTable
  revision: number
  onColumn: (column: string) => void
}) {
  const source = useMemo(
    (): GridSource | undefined =>
      data && {
        id: `${table.name}/${revision}`,
        columns: data.columns,
        order: table.name,
        rows: data.rows.length,
        firstPage: data.rows,
        page: (from, count) => Promise.resolve(data.rows.slice(from, from + count)),
      },
    [data, table.name, revision],
  )
  if (error !== undefined) return <ErrorPanel error={error} onRetry={reload} />
  if (data === undefined || source === undefined)
    return stale ? <Skeleton lines={8} label="Loading the preview" /> : null
  return (
    <>
      <RawLines lines={data.lines} options={table.options} />
      <ResultGrid
        label={`First rows of ${table.name}`}
        source={source}
        view={plainView}
        hidden={nothingHidden}
        onFocusColumn={({ name }) => onColumn(name)}
        onInspectColumn={({ name }) => onColumn(name)}
        styleNonce={styleNonce()}
      />
    </>
  )
}
