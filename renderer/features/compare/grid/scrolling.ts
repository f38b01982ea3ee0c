/** Browsers place nothing beyond about 17 million pixels; a longer list moves its scroll bar in larger steps. */
const tallestBar = 8_000_000

/** A vertical scroll bar over any number of rows. `top` counts real pixels of the list, whatever its length. */
export interface VerticalRange {
  /** Height of a row. */
  readonly rowHeight: number
  /** Pixels of the rows that can be seen at once. */
  readonly view: number
  /** Largest `top`. */
  readonly most: number
  /** Height of what the browser's scroll bar scrolls. */
  readonly barHeight: number
  /** Pixels of the list for one pixel of the scroll bar. */
  readonly scale: number
}

export function verticalRange(rows: number, view: number, rowHeight: number): VerticalRange {
  const height = rows * rowHeight
  const most = Math.max(0, height - view)
  const barHeight = Math.min(Math.max(height, view), tallestBar)
  const barMost = barHeight - view
  return { rowHeight, view, most, barHeight, scale: barMost > 0 ? most / barMost : 1 }
}

export function clampTop(range: VerticalRange, top: number): number {
  return Math.max(0, Math.min(range.most, top))
}

/** Rows that are at least partly in sight, with a few around them. */
export function rowsInSight(
  range: VerticalRange,
  top: number,
  rows: number,
  around = 4,
): { first: number; last: number } {
  return {
    first: Math.max(0, Math.floor(top / range.rowHeight) - around),
    last: Math.min(rows - 1, Math.ceil((top + range.view) / range.rowHeight) + around),
  }
}

/** The nearest `top` at which a row is wholly in sight; a row far away comes to the upper third. */
export function topToShow(range: VerticalRange, top: number, row: number): number {
  const { rowHeight } = range
  const start = row * rowHeight
  const end = start + rowHeight
  if (start >= top && end <= top + range.view) return top
  if (start < top && start > top - range.view) return clampTop(range, start)
  if (end > top + range.view && end < top + 2 * range.view) return clampTop(range, end - range.view)
  return clampTop(range, start - Math.floor(range.view / 3 / rowHeight) * rowHeight)
}
