import type { PointerEvent } from 'react'
import { shortType } from '../../../components/result-grid/columns.ts'
import { isRightAligned } from '../../../components/result-grid/value-text.ts'
import { type GridColumn, leastWidth } from './grid-columns.ts'
import type { Side } from './grid-row.tsx'

/** Names and types of the columns of one grid; the right edge of each can be dragged, in both grids at once. */
export function GridHeader({
  side,
  columns,
  gutter,
  onWidth,
  placeOf,
}: {
  side: Side
  columns: readonly GridColumn[]
  gutter: boolean
  onWidth: (name: string, width: number) => void
  placeOf: (column: GridColumn) => number
}) {
  return (
    <div className="aligned-header" role="row" aria-rowindex={1}>
      {gutter && <div role="columnheader" className="aligned-sign" aria-label="Change" aria-colindex={1} />}
      {columns.map((each) => (
        <HeaderCell key={each.column.name} side={side} each={each} place={placeOf(each)} onWidth={onWidth} />
      ))}
    </div>
  )
}

function HeaderCell({
  side,
  each: { column, left, width },
  place,
  onWidth,
}: {
  side: Side
  each: GridColumn
  place: number
  onWidth: (name: string, width: number) => void
}) {
  const name = side === 'a' ? (column.from ?? column.name) : column.name
  const type = side === 'a' ? (column.typeA ?? column.type) : column.type
  const absent = column.side !== 'both' && column.side !== side
  const notes = [
    type,
    ...(column.key ? ['part of the key'] : []),
    ...(column.from === undefined ? [] : [`renamed from ${column.from}`]),
    ...(column.typeA === undefined ? [] : [`${column.typeA} before, ${column.type} after`]),
    ...(absent ? ['not on this side'] : column.side === 'both' ? [] : ['only on this side']),
  ]
  const drag = (event: PointerEvent<HTMLSpanElement>) => {
    const handle = event.currentTarget
    const from = event.clientX
    handle.setPointerCapture(event.pointerId)
    event.preventDefault()
    const move = (moved: globalThis.PointerEvent) =>
      onWidth(column.name, Math.max(leastWidth, width + moved.clientX - from))
    handle.addEventListener('pointermove', move)
    handle.addEventListener('lostpointercapture', () => handle.removeEventListener('pointermove', move), {
      once: true,
    })
  }
  return (
    <div
      role="columnheader"
      aria-colindex={place + 2}
      className="aligned-head-cell"
      style={{ left, width }}
      title={`${name} · ${notes.join(' · ')}`}
      data-number={isRightAligned(column.kind) ? '' : undefined}
      data-side={column.side}
      data-absent={absent ? '' : undefined}
    >
      {!absent && column.side !== 'both' && (
        <span className="aligned-head-sign" aria-hidden="true">
          {side === 'b' ? '+' : '−'}
        </span>
      )}
      <span className="ellipsis">{name}</span>
      <small data-changed={column.typeA === undefined ? undefined : ''}>
        {column.key ? 'key' : shortType(type)}
      </small>
      <span className="aligned-resize" onPointerDown={drag} aria-hidden="true" />
    </div>
  )
}
