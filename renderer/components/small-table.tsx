import type { ReactNode } from 'react'
import type { ResultColumn, Row } from '../../shared/model/value.ts'
import { count } from './figures.ts'
import { shortType } from './result-grid/short-type.ts'
import { isRightAligned, rawText, valueText } from './result-grid/value-text.ts'
import '../styles/small-table.css'

/** A table of a few rows with lines, for figures in dialogs and panels. Number cells carry `data-number`. */
export function SmallTable({ label, children }: { label: string; children: ReactNode }) {
  return (
    <table className="small-table" aria-label={label}>
      {children}
    </table>
  )
}

/** The first rows of something that is still being made. For results that are open there is the result grid. */
export function PreviewTable({
  label,
  columns,
  rows,
}: {
  label: string
  columns: readonly ResultColumn[]
  rows: readonly Row[]
}) {
  return (
    <div className="preview-table" role="region" aria-label={label}>
      <SmallTable label={label}>
        <thead>
          <tr>
            <th aria-label="Row">#</th>
            {columns.map(({ name, type, kind }) => (
              <th key={name} data-number={isRightAligned(kind) ? '' : undefined} title={`${name} ${type}`}>
                {name}
                <small>{shortType(type)}</small>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, position) => {
            const number = count(position + 1)
            return (
              <tr key={number}>
                <td>{number}</td>
                {columns.map(({ name, kind }, at) => {
                  const value = row[at]
                  return (
                    <td
                      key={name}
                      data-number={isRightAligned(kind) ? '' : undefined}
                      className={value === null ? 'null' : undefined}
                      title={rawText(value)}
                    >
                      {valueText(value, kind)}
                    </td>
                  )
                })}
              </tr>
            )
          })}
        </tbody>
      </SmallTable>
      {rows.length === 0 && <p className="muted small preview-table-empty">No rows</p>}
    </div>
  )
}
