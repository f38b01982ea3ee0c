import { useMemo } from 'react'
import type { FirnError } from '../../../shared/contract/errors.ts'
import type { TablePreview } from '../../../shared/contract/ingest.ts'
import type { DiscoveredTable } from '../../../shared/model/discovery.ts'
import type { ColumnProfile } from '../../../shared/model/profile.ts'
import { type SteadyAnswer, useSteadyAnswer } from '../../client/use-steady-answer.ts'

/** More columns than this are looked at one by one, when they are chosen. */
const columnsAtOnce = 100

/** Figures of a table's columns, as far as they are known. */
export interface ImportFigures {
  readonly profiles: ReadonlyMap<string, ColumnProfile>
  /** They belong to how the table was read before, or are not there yet. */
  readonly stale: boolean
  readonly error: FirnError | undefined
  reload(): void
}

/** The first rows of a table; those before stay until it has been read again. */
export function usePreview(
  importId: string | undefined,
  table: string,
  revision: number,
): SteadyAnswer<TablePreview> {
  const input = importId === undefined ? undefined : { importId, table }
  return useSteadyAnswer('import.preview', input, 0, String(revision))
}

/** Figures of a table's columns, asked for once its preview is there: nothing keeps the first rows waiting. */
export function useFigures(
  importId: string | undefined,
  table: DiscoveredTable,
  chosen: string | undefined,
  revision: number,
  preview: SteadyAnswer<TablePreview>,
): ImportFigures {
  const ready = preview.data !== undefined && !preview.stale && preview.error === undefined
  const names = table.columns.map(({ name }) => name)
  const first = names.slice(0, columnsAtOnce)
  const columns = chosen === undefined || first.includes(chosen) ? first : [...first, chosen]
  const { data, error, stale, reload } = useSteadyAnswer(
    'import.profile',
    importId === undefined || !ready ? undefined : { importId, table: table.name, columns },
    0,
    String(revision),
  )
  const profiles = useMemo(
    () => new Map(data?.columns.map((profile) => [profile.name, profile] as const)),
    [data],
  )
  return { profiles, stale: stale || !ready, error, reload }
}
