import { type KeyboardEvent, type MouseEvent, type Ref, useCallback, useId, useMemo } from 'react'
import { type CellRange, rectangle } from '../../../components/result-grid/selection.ts'
import { columnsInSight, type GridColumn, type GridColumns } from './grid-columns.ts'
import { GridHeader } from './grid-header.tsx'
import { GridRow, type Side } from './grid-row.tsx'
import type { RowPages } from './row-pages.ts'

/** The selected cells, and the side on which they are. */
export interface Selection {
  readonly side: Side
  readonly range: CellRange
}

export interface GridPaneProps {
  readonly side: Side
  readonly label: string
  readonly pages: RowPages
  /** Changes with every change of the pages. */
  readonly version: number
  readonly columns: GridColumns
  readonly selection: Selection | undefined
  /** Pixels that are scrolled away at the top and at the left. */
  readonly top: number
  readonly left: number
  readonly rowHeight: number
  readonly room: number
  readonly rows: { readonly first: number; readonly last: number }
  readonly onWidth: (name: string, width: number) => void
  readonly onScrollLeft: (left: number) => void
  readonly onKey: (event: KeyboardEvent, side: Side) => void
  readonly onPick: (side: Side, row: number, column: number, how: 'start' | 'extend' | 'inspect') => void
  readonly scroller: Ref<HTMLDivElement>
}

/** One of the two grids. Its key columns stay in sight while the others scroll. */
export function GridPane(props: GridPaneProps) {
  const {
    side,
    label,
    pages,
    columns,
    selection,
    top,
    left,
    rowHeight,
    room,
    rows,
    onWidth,
    onScrollLeft,
    onKey,
    scroller,
  } = props
  const id = useId()
  const places = useMemo(
    () => new Map(columns.all.map((each, place) => [each.column.name, place])),
    [columns],
  )
  const placeOf = useCallback((each: GridColumn) => places.get(each.column.name) ?? 0, [places])
  const inSight = useMemo(
    () => columnsInSight(columns.scrolling, left, room - columns.pinnedWidth),
    [columns, left, room],
  )
  const positions = Array.from(
    { length: Math.max(0, rows.last - rows.first + 1) },
    (_, at) => rows.first + at,
  )
  const head = selection?.range.head
  const box = selection === undefined || selection.side !== side ? undefined : rectangle(selection.range)
  const isSingle = box !== undefined && box.top === box.bottom && box.left === box.right

  const lines = (part: readonly GridColumn[], gutter: boolean) => (
    <div className="aligned-body">
      <div className="aligned-rows" style={{ transform: `translateY(${rows.first * rowHeight - top}px)` }}>
        {positions.map((position) => (
          <GridRow
            key={position}
            id={`${id}-${position}`}
            side={side}
            position={position}
            row={pages.row(position)}
            columns={part}
            gutter={gutter}
            placeOf={placeOf}
            focused={head?.row === position ? head.column : undefined}
            echo={selection?.side !== side}
            selection={
              box === undefined || isSingle || position < box.top || position > box.bottom ? undefined : box
            }
          />
        ))}
      </div>
    </div>
  )

  const pick = (event: MouseEvent, how: 'start' | 'extend' | 'inspect') => {
    const cell = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-place]') : null
    const row = cell?.closest('[role=row]')?.getAttribute('aria-rowindex')
    if (cell === null || row === null || row === undefined) return
    props.onPick(side, Number(row) - 2, Number(cell.dataset['place']), how)
  }

  return (
    <div
      className="aligned-pane"
      data-side={side}
      role="grid"
      tabIndex={0}
      aria-label={label}
      aria-rowcount={(pages.total ?? 0) + 1}
      aria-colcount={columns.all.length + 1}
      aria-multiselectable="true"
      aria-activedescendant={head === undefined ? undefined : `${id}-${head.row}-${head.column}`}
      onKeyDown={(event) => onKey(event, side)}
      onMouseDown={(event) => event.button === 0 && pick(event, event.shiftKey ? 'extend' : 'start')}
      onMouseMove={(event) => event.buttons === 1 && pick(event, 'extend')}
      onDoubleClick={(event) => pick(event, 'inspect')}
    >
      <div className="aligned-pinned" role="presentation" style={{ width: columns.pinnedWidth }}>
        <GridHeader side={side} columns={columns.pinned} gutter onWidth={onWidth} placeOf={placeOf} />
        {lines(columns.pinned, true)}
      </div>
      <div
        className="aligned-scroller"
        role="presentation"
        ref={scroller}
        onScroll={(event) => onScrollLeft(event.currentTarget.scrollLeft)}
      >
        <div className="aligned-inner" role="presentation" style={{ width: columns.scrollingWidth }}>
          <GridHeader side={side} columns={inSight} gutter={false} onWidth={onWidth} placeOf={placeOf} />
          {lines(inSight, false)}
        </div>
      </div>
    </div>
  )
}
