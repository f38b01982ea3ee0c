import type { ColumnState, GridApi } from 'ag-grid-community'
import type { Row } from '../../../shared/model/value.ts'
import { rowNumberId } from './columns.ts'
import type { RangeSelection } from './range-selection.ts'
import type { CellPlace } from './selection.ts'

/** A cell by its row's position and its column's name: columns may be moved. */
interface NamedCell {
  readonly row: number
  readonly column: string
}

/** What people did to the columns of a grid. */
interface ColumnPlaces {
  readonly order: readonly string[]
  readonly widths: { readonly [column: string]: number }
  readonly pins: { readonly [column: string]: 'left' | 'right' }
}

/** Where a person is in a grid. */
export interface GridPlace {
  /** The order of the source that the row and the cells belong to. */
  readonly order: string
  /** The row at the upper edge, from 0, and pixels that are scrolled away at the left. */
  readonly row: number
  readonly left: number
  readonly selected?: { readonly anchor: NamedCell; readonly head: NamedCell }
  readonly columns?: ColumnPlaces
}

/** Keeps the place of a person in one grid, and brings it back once. */
export interface PlaceKeeper {
  /** Call when rows have come: goes to the place as soon as it is there, unless the person has moved since. */
  restore(order: string): void
  /** The place now is another one. */
  note(): void
  detach(): void
}

export function keepGridPlace(
  root: HTMLElement,
  api: GridApi<Row>,
  selection: RangeSelection,
  order: () => string,
  seen: GridPlace | undefined,
  onPlace: (place: GridPlace) => void,
): PlaceKeeper {
  let wanted = seen
  let columns = seen?.columns

  function note(): void {
    if (api.isDestroyed() || wanted !== undefined) return
    const range = selection.current
    const names = selection.columnNames()
    const named = ({ row, column }: CellPlace): NamedCell => ({ row, column: names[column] ?? '' })
    onPlace({
      order: order(),
      row: rowAtTop(root),
      left: scrollerOf(root)?.scrollLeft ?? 0,
      ...(range === undefined ? {} : { selected: { anchor: named(range.anchor), head: named(range.head) } }),
      ...(columns === undefined ? {} : { columns }),
    })
  }

  function noteColumns(resized: readonly string[] = []): void {
    const states = api.getColumnState().filter(({ colId }) => colId !== rowNumberId)
    const widths = Object.fromEntries(
      states.flatMap(({ colId, width }) =>
        typeof width === 'number' && (resized.includes(colId) || columns?.widths[colId] !== undefined)
          ? [[colId, width]]
          : [],
      ),
    )
    const pins = Object.fromEntries(
      states.flatMap(({ colId, pinned }) =>
        pinned === 'left' || pinned === 'right' ? [[colId, pinned]] : [],
      ),
    )
    columns = { order: states.map(({ colId }) => colId), widths, pins }
    note()
  }

  const arrive = () => {
    wanted = undefined
  }
  const byHand = ['wheel', 'mousedown', 'keydown'] as const
  for (const name of byHand) root.addEventListener(name, arrive, { passive: true, capture: true })
  api.addEventListener('bodyScrollEnd', note)
  api.addEventListener('columnMoved', ({ finished, source }) => {
    if (finished && source === 'uiColumnMoved') noteColumns()
  })
  api.addEventListener('columnPinned', () => noteColumns())
  api.addEventListener('columnResized', ({ finished, source, columns: all }) => {
    if (finished && (source === 'uiColumnResized' || source === 'autosizeColumns'))
      noteColumns(all?.map((column) => column.getColId()))
  })
  if (columns !== undefined) api.applyColumnState({ state: columnStates(columns), applyOrder: true })

  return {
    restore(now) {
      if (wanted === undefined || wanted.order !== now) return
      if (wanted.row >= api.getDisplayedRowCount()) return
      const { row, left, selected } = wanted
      wanted = undefined
      api.ensureIndexVisible(row, 'top')
      const viewport = scrollerOf(root)
      if (viewport !== undefined) viewport.scrollLeft = left
      if (selected !== undefined) select(selected.anchor, selected.head)
    },
    note,
    detach() {
      for (const name of byHand) root.removeEventListener(name, arrive, { capture: true })
    },
  }

  function select(anchor: NamedCell, head: NamedCell): void {
    const names = selection.columnNames()
    const placed = ({ row, column }: NamedCell) => ({ row, column: names.indexOf(column) })
    if (placed(anchor).column < 0 || placed(head).column < 0) return
    // The grid takes the keyboard's focus with its cell; who types somewhere goes on there.
    const before = document.activeElement
    api.setFocusedCell(head.row, head.column)
    if (before instanceof HTMLElement && before !== document.body) before.focus({ preventScroll: true })
    selection.select({ anchor: placed(anchor), head: placed(head) })
  }
}

/** The pins of columns as the grid was left. */
export function pinsOf(place: GridPlace | undefined): ReadonlyMap<string, 'left' | 'right'> {
  return new Map(Object.entries(place?.columns?.pins ?? {}))
}

function columnStates({ order, widths, pins }: ColumnPlaces): ColumnState[] {
  const states = order.map((colId): ColumnState => {
    const width = widths[colId]
    return { colId, pinned: pins[colId] ?? null, ...(width === undefined ? {} : { width }) }
  })
  return [{ colId: rowNumberId }, ...states]
}

/** From what is drawn: where many rows are squeezed into a low height, pixels do not tell. */
function rowAtTop(root: HTMLElement): number {
  const edge = root.querySelector('.ag-header')?.getBoundingClientRect().bottom ?? 0
  let first = Number.POSITIVE_INFINITY
  for (const row of root.querySelectorAll('.ag-row')) {
    const { top, height } = row.getBoundingClientRect()
    if (top + height / 2 >= edge) first = Math.min(first, Number(row.getAttribute('row-index')))
  }
  return Number.isFinite(first) ? first : 0
}

function scrollerOf(root: HTMLElement): HTMLElement | undefined {
  return root.querySelector<HTMLElement>('.ag-grid-viewport') ?? undefined
}
