import { memo } from 'react'
import type { AlignedRow, RowDifferenceKind } from '../../../../shared/model/difference.ts'
import { isRightAligned, valueText } from '../../../components/result-grid/value-text.ts'
import { useValueFormat } from '../../../components/value-format.ts'
import type { GridColumn } from './grid-columns.ts'

export type Side = 'a' | 'b'

/** What happened to a row, as a sign: colour alone says nothing to many. */
const signs: Readonly<Record<RowDifferenceKind, { readonly sign: string; readonly words: string }>> = {
  added: { sign: '+', words: 'added' },
  removed: { sign: '−', words: 'removed' },
  changed: { sign: '±', words: 'changed' },
  same: { sign: '', words: 'same' },
}

export interface GridRowProps {
  readonly id: string
  readonly side: Side
  readonly position: number
  /** Undefined while it is being fetched. */
  readonly row: AlignedRow | undefined
  readonly columns: readonly GridColumn[]
  /** The part with the sign of the row. */
  readonly gutter: boolean
  /** Place, among all columns, of the first of `columns`. */
  readonly focused: number | undefined
  /** The focus is in the other grid, at the same place. */
  readonly echo: boolean
  readonly selection: { readonly left: number; readonly right: number } | undefined
  readonly placeOf: (column: GridColumn) => number
}

/** One row of one grid, or the hatched gap where the row is only on the other side. */
export const GridRow = memo(function GridRow(props: GridRowProps) {
  const { side, row, columns, gutter, position, id } = props
  useValueFormat()
  const values = row?.[side]
  const gap = row !== undefined && values === undefined
  const { sign, words } = signs[row?.kind ?? 'same']
  return (
    <div
      role="row"
      aria-rowindex={position + 2}
      className="aligned-row"
      data-kind={row?.kind}
      data-gap={gap ? '' : undefined}
    >
      {gutter && (
        <div
          role="rowheader"
          className="aligned-sign"
          aria-label={gap ? `${words}: not on this side` : words}
        >
          {gap ? '' : sign}
        </div>
      )}
      {columns.map((each) => (
        <Cell
          key={each.column.name}
          {...props}
          {...each}
          each={each}
          gap={gap}
          id={`${id}-${props.placeOf(each)}`}
        />
      ))}
    </div>
  )
})

function Cell({
  id,
  side,
  row,
  each,
  gap,
  focused,
  echo,
  selection,
  placeOf,
}: GridRowProps & { readonly each: GridColumn; readonly gap: boolean }) {
  const { column, index, left, width } = each
  const place = placeOf(each)
  const value = row?.[side]?.[index]
  const changed = row?.changed.includes(index) === true
  const absent = !gap && column.side !== 'both' && column.side !== side
  const selected = selection !== undefined && place >= selection.left && place <= selection.right
  return (
    <div
      role="gridcell"
      id={id}
      aria-colindex={place + 2}
      aria-selected={focused === place && !echo}
      className="aligned-cell"
      style={{ left, width }}
      data-place={place}
      data-key={column.key ? '' : undefined}
      data-number={isRightAligned(column.kind) ? '' : undefined}
      data-null={value === null && !absent ? '' : undefined}
      data-waiting={row === undefined ? '' : undefined}
      data-changed={changed ? '' : undefined}
      data-absent={absent ? '' : undefined}
      data-selected={selected ? '' : undefined}
      data-focused={focused === place ? (echo ? 'echo' : 'here') : undefined}
    >
      {gap || absent ? '' : valueText(value, column.kind)}
      {changed && <span className="visually-hidden"> changed</span>}
    </div>
  )
}
