import type { GridApi } from 'ag-grid-community'
import type { Row } from '../../../shared/model/value.ts'
import { rowNumberId } from './columns.ts'
import { type CellPlace, type CellRange, extended, isInside, rectangle } from './selection.ts'

/** A rectangle of selected cells over a grid. The community edition has none, so this one is ours. */
export interface RangeSelection {
  readonly current: CellRange | undefined
  select(range: CellRange | undefined): void
  extend(key: string, far: boolean): void
  selectAll(): void
  /** Marks the cells in the document again, after scrolling has brought in other ones. */
  paint(): void
  /** The cell that an element of the document belongs to. */
  placeOf(target: EventTarget | null): CellPlace | undefined
  /** Names of the shown columns, in their order on the screen. */
  columnNames(): string[]
  detach(): void
}

/** Watches the mouse over a grid's element; `onChange` is told of every other selection. */
export function attachRangeSelection(
  root: HTMLElement,
  api: GridApi<Row>,
  onChange: (range: CellRange | undefined) => void,
): RangeSelection {
  let range: CellRange | undefined
  let dragging = false
  let isPainted = false

  const columnNames = () =>
    api
      .getAllDisplayedColumns()
      .map((column) => column.getColId())
      .filter((id) => id !== rowNumberId)

  function placeOf(target: EventTarget | null): CellPlace | undefined {
    const cell = target instanceof Element ? target.closest('.ag-cell') : null
    const row = cell?.closest('.ag-row')?.getAttribute('row-index')
    const id = cell?.getAttribute('col-id')
    if (row === null || row === undefined || id === null || id === undefined) return undefined
    return { row: Number(row), column: id === rowNumberId ? -1 : columnNames().indexOf(id) }
  }

  function paint(): void {
    // A grid tells of its last changes after it is gone.
    if (api.isDestroyed()) return
    const whole = range === undefined ? undefined : rectangle(range)
    // A single cell has the focus, which says enough.
    const isSingle = whole !== undefined && whole.top === whole.bottom && whole.left === whole.right
    const box = isSingle ? undefined : whole
    // This comes with every step of scrolling, and mostly there is nothing to be marked.
    if (box === undefined && !isPainted) return
    isPainted = box !== undefined
    const positions = new Map(columnNames().map((name, position) => [name, position]))
    for (const rowElement of root.querySelectorAll('.ag-row')) {
      const row = Number(rowElement.getAttribute('row-index'))
      for (const cell of rowElement.querySelectorAll('.ag-cell')) {
        const id = cell.getAttribute('col-id') ?? ''
        const column = positions.get(id)
        const selected =
          box !== undefined &&
          (id === rowNumberId
            ? row >= box.top && row <= box.bottom
            : column !== undefined && isInside(box, { row, column }))
        cell.classList.toggle('grid-selected', selected)
      }
    }
  }

  function select(next: CellRange | undefined): void {
    range = next
    paint()
    onChange(next)
  }

  function reach(place: CellPlace): void {
    if (range === undefined) return
    const name = columnNames()[place.column]
    api.ensureIndexVisible(place.row)
    if (name !== undefined) api.ensureColumnVisible(name)
  }

  const wholeRow = (from: number, to: number): CellRange => ({
    anchor: { row: from, column: 0 },
    head: { row: to, column: columnNames().length - 1 },
  })

  const onMouseDown = (event: MouseEvent) => {
    const place = placeOf(event.target)
    if (place === undefined) return
    if (event.button === 2) {
      const inside = range !== undefined && place.column >= 0 && isInside(rectangle(range), place)
      if (!inside && place.column >= 0) select({ anchor: place, head: place })
      return
    }
    if (event.button !== 0) return
    dragging = true
    if (place.column < 0)
      select(wholeRow(event.shiftKey && range !== undefined ? range.anchor.row : place.row, place.row))
    else if (event.shiftKey && range !== undefined) select({ anchor: range.anchor, head: place })
    else select({ anchor: place, head: place })
    // The browser would begin to select text.
    if (event.shiftKey) event.preventDefault()
  }
  const onMouseMove = (event: MouseEvent) => {
    if (!dragging || range === undefined || event.buttons !== 1) return
    const place = placeOf(event.target)
    if (place === undefined) return
    const head = place.column < 0 ? { row: place.row, column: columnNames().length - 1 } : place
    if (head.row === range.head.row && head.column === range.head.column) return
    select({ anchor: range.anchor, head })
  }
  const onMouseUp = () => {
    dragging = false
  }
  root.addEventListener('mousedown', onMouseDown)
  root.addEventListener('mousemove', onMouseMove)
  window.addEventListener('mouseup', onMouseUp)

  return {
    get current() {
      return range
    },
    select,
    extend(key, far) {
      if (range === undefined) return
      const next = extended(range, key, far, {
        rows: api.getDisplayedRowCount(),
        columns: columnNames().length,
      })
      select(next)
      reach(next.head)
    },
    selectAll() {
      const rows = api.getDisplayedRowCount()
      const columns = columnNames().length
      if (rows > 0 && columns > 0)
        select({ anchor: { row: 0, column: 0 }, head: { row: rows - 1, column: columns - 1 } })
    },
    paint,
    placeOf,
    columnNames,
    detach() {
      root.removeEventListener('mousedown', onMouseDown)
      root.removeEventListener('mousemove', onMouseMove)
      window.removeEventListener('mouseup', onMouseUp)
    },
  }
}
