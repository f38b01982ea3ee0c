import { useEffect, useMemo, useRef } from 'react'
import type { DiscoveredTable } from '../../../shared/model/discovery.ts'
import { styleNonce } from '../../client/host.ts'
import { useAnswer } from '../../client/use-answer.ts'
import { type GridSource, plainView } from '../../components/result-grid/grid-source.ts'
import { ResultGrid } from '../../components/result-grid/result-grid.tsx'
import { ErrorPanel, Skeleton } from '../../components/states.tsx'
import { RawLines } from './raw-lines.tsx'

const nothingHidden: ReadonlySet<string> = new Set()

/** The first rows as they are read now, under the lines that they come from. */
export function TablePreview({
  importId,
  table,
  revision,
  onColumn,
}: {
  importId: string
  table: DiscoveredTable
  revision: number
  onColumn: (column: string) => void
}) {
  const { data, error, loading, reload } = useAnswer('import.preview', { importId, table: table.name })
  const seen = useRef(revision)
  useEffect(() => {
    if (seen.current !== revision) reload()
    seen.current = revision
  }, [revision, reload])
  const source = useMemo(
    (): GridSource | undefined =>
      data && {
        id: `${importId}/${table.name}/${revision}`,
        columns: data.columns,
        rows: data.rows.length,
        firstPage: data.rows,
        page: (from, count) => Promise.resolve(data.rows.slice(from, from + count)),
      },
    [data, importId, table.name, revision],
  )
  if (error !== undefined) return <ErrorPanel error={error} onRetry={reload} />
  if (data === undefined || source === undefined)
    return loading ? <Skeleton lines={8} label="Loading the preview" /> : null
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
