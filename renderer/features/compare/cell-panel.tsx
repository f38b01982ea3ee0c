import type { ReactNode } from 'react'
import type { OpenComparison } from '../../../shared/contract/compare.ts'
import type { AlignedRow, ShownColumn } from '../../../shared/model/difference.ts'
import type { Value } from '../../../shared/model/value.ts'
import { count } from '../../components/figures.ts'
import { rawText, valueText } from '../../components/result-grid/value-text.ts'
import { SidePanel } from '../../components/side-panel.tsx'
import { KeyValues } from '../../components/states.tsx'
import { typeWords } from '../../components/type-words.ts'
import { copyText } from '../../components/toast/announcements.ts'
import { wordDifference } from './word-difference.ts'

const kindWords: Readonly<Record<AlignedRow['kind'], string>> = {
  added: '+ row added',
  removed: '− row removed',
  changed: '± row changed',
  same: 'row is the same',
}

/** One cell of both versions, whole, with what differs marked word by word. */
export function CellPanel({
  comparison,
  row,
  position,
  index,
  column,
  onClose,
}: {
  comparison: OpenComparison
  row: AlignedRow
  position: number
  index: number
  column: ShownColumn
  onClose: () => void
}) {
  const changed = row.changed.includes(index)
  const [a, b] = [row.a?.[index], row.b?.[index]]
  const parts = changed && a !== null && b !== null ? wordDifference(rawText(a), rawText(b)) : undefined
  const marked = (side: 'a' | 'b'): ReactNode =>
    parts?.map((part) =>
      part.in === 'both' ? (
        <span key={part.at}>{part.text}</span>
      ) : part.in === side ? (
        <mark key={part.at} data-side={side}>
          {part.text}
        </mark>
      ) : null,
    )
  const keys = comparison.shown.flatMap((each, at): [string, ReactNode][] =>
    each.key ? [[each.name, valueText((row.b ?? row.a)?.[at], each.kind)]] : [],
  )
  return (
    <SidePanel
      title={column.name}
      note={`${kindWords[row.kind]}${changed ? ' in this column' : ''} · row ${count(position + 1)}`}
      onClose={onClose}
    >
      {keys.length > 0 && <KeyValues facts={keys} />}
      <WholeValue
        title={comparison.a.reference}
        type={column.typeA ?? column.type}
        value={a}
        absent={column.side === 'b'}
        changed={changed ? 'a' : undefined}
      >
        {marked('a')}
      </WholeValue>
      <WholeValue
        title={comparison.b.reference}
        type={column.type}
        value={b}
        absent={column.side === 'a'}
        changed={changed ? 'b' : undefined}
      >
        {marked('b')}
      </WholeValue>
    </SidePanel>
  )
}

function WholeValue({
  title,
  type,
  value,
  absent,
  changed,
  children,
}: {
  title: string
  type: string
  /** Undefined: the row is not on this side. */
  value: Value | undefined
  /** The column is not on this side. */
  absent: boolean
  changed: 'a' | 'b' | undefined
  children: ReactNode
}) {
  const text = rawText(value)
  return (
    <section className="compare-value" aria-label={title}>
      <h3>
        {title} <small className="muted">{absent ? '' : typeWords(type)}</small>
        {value !== undefined && value !== null && !absent && (
          <button type="button" className="link small" onClick={() => void copyText(text, 'the value')}>
            Copy
          </button>
        )}
      </h3>
      {absent ? (
        <p className="muted small">This version has no such column.</p>
      ) : value === undefined ? (
        <p className="muted small">The row is not in this version.</p>
      ) : value === null ? (
        <p className="compare-value-null">NULL</p>
      ) : text === '' ? (
        <p className="muted small">empty text</p>
      ) : (
        <pre data-changed={changed}>{children ?? text}</pre>
      )}
    </section>
  )
}
