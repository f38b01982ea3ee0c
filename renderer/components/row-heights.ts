import { create } from 'zustand'

/** Pixels of a row and of a header in every grid of the window. */
export interface RowHeights {
  readonly row: number
  readonly header: number
}

/** As the style sheets have them for the size of text that was chosen; `--row` and `--row-header` say the same. */
export const useRowHeights = create<RowHeights>(() => ({ row: 28, header: 30 }))

/** Reads them from the page again, whose size of text may have changed. */
export function readRowHeights(): void {
  const page = getComputedStyle(document.documentElement)
  const pixels = (name: string, usual: number) => parseFloat(page.getPropertyValue(name)) || usual
  const before = useRowHeights.getState()
  const row = pixels('--row', before.row)
  const header = pixels('--row-header', before.header)
  if (row !== before.row || header !== before.header) useRowHeights.setState({ row, header })
}
