/** A cell by its row's position and its column's place among the shown ones, both from 0. */
export interface CellPlace {
  readonly row: number
  readonly column: number
}

/** A rectangle of cells: where it was begun, and where it ends now. */
export interface CellRange {
  readonly anchor: CellPlace
  readonly head: CellPlace
}

export interface Rectangle {
  readonly top: number
  readonly bottom: number
  readonly left: number
  readonly right: number
}

export function rectangle({ anchor, head }: CellRange): Rectangle {
  return {
    top: Math.min(anchor.row, head.row),
    bottom: Math.max(anchor.row, head.row),
    left: Math.min(anchor.column, head.column),
    right: Math.max(anchor.column, head.column),
  }
}

export function isInside({ top, bottom, left, right }: Rectangle, { row, column }: CellPlace): boolean {
  return row >= top && row <= bottom && column >= left && column <= right
}

/** Moves the end of a range by an arrow key; with `far` to the edge. Stays within the grid. */
export function extended(
  range: CellRange,
  key: string,
  far: boolean,
  size: { readonly rows: number; readonly columns: number },
): CellRange {
  const { row, column } = range.head
  const within = (value: number, count: number) => Math.max(0, Math.min(count - 1, value))
  switch (key) {
    case 'ArrowUp':
      return { ...range, head: { row: far ? 0 : within(row - 1, size.rows), column } }
    case 'ArrowDown':
      return { ...range, head: { row: far ? size.rows - 1 : within(row + 1, size.rows), column } }
    case 'ArrowLeft':
      return { ...range, head: { row, column: far ? 0 : within(column - 1, size.columns) } }
    case 'ArrowRight':
      return { ...range, head: { row, column: far ? size.columns - 1 : within(column + 1, size.columns) } }
    default:
      return range
  }
}
