import type { GridApi, IDatasource } from 'ag-grid-community'
import { FirnError } from '../../../shared/contract/errors.ts'
import type { Row } from '../../../shared/model/value.ts'
import type { GridSource, PageFailure } from './grid-source.ts'

/** Feeds the grid from whatever source is current when rows are asked for. */
export interface Paging {
  readonly datasource: IDatasource
  /** Shows other rows; those of before stay until theirs are there. */
  change(source: GridSource, api: GridApi<Row>): void
}

/** @param onFailure is told of rows that could not be loaded, and of nothing (undefined) once they were. */
export function createPaging(
  first: GridSource,
  onFailure: (failure: PageFailure | undefined) => void,
): Paging {
  let source = first

  async function rows(from: number, to: number): Promise<{ rows: readonly Row[]; last: number | undefined }> {
    const asked = source
    const here = asked.firstPage
    const wanted = asked.rows === undefined ? to : Math.min(to, asked.rows)
    const found =
      wanted <= here.length || (asked.rows !== undefined && from >= asked.rows)
        ? here.slice(from, wanted)
        : await asked.page(from, wanted - from)
    if (asked.id !== source.id) return rows(from, to)
    const short = found.length < to - from
    return { rows: found, last: source.rows ?? (short ? from + found.length : undefined) }
  }

  return {
    datasource: {
      getRows({ startRow, endRow, successCallback, failCallback }) {
        rows(startRow, endRow).then(
          ({ rows: found, last }) => successCallback([...found], last),
          (error: unknown) => {
            failCallback()
            onFailure({ from: startRow, to: endRow, error: asError(error) })
          },
        )
      },
    },
    change(next, api) {
      const other = next.id !== source.id
      const sameOrder = next.order === source.order
      source = next
      if (next.rows !== undefined) api.setRowCount(next.rows, true)
      if (!other) return
      onFailure(undefined)
      if (next.rows === undefined && !sameOrder) api.setRowCount(next.firstPage.length + 1, false)
      api.refreshInfiniteCache()
      // The same rows, read once more, are looked at where they were.
      if (!sameOrder) api.ensureIndexVisible(0, 'top')
    },
  }
}

function asError(error: unknown): FirnError {
  return error instanceof FirnError
    ? error
    : new FirnError('internal', error instanceof Error ? error.message : String(error))
}
