import type { ExportFormat } from '../../../../shared/contract/query.ts'
import { holdsFloats, parseSqlType } from '../../../../shared/model/sql-type.ts'
import type { Row, Value } from '../../../../shared/model/value.ts'
import { doubleText, jsonText, valueHoldsNaN } from './json-text.ts'
import { type CopyOptions, isDouble, isNumber, type OutputColumn, withoutFormula } from './output-column.ts'

export type TextFormat = Exclude<ExportFormat, 'parquet' | 'arrow'>

/**
 * Rows of a page as the text of a format, the same that the engine writes for large results. Rows must not be
 * cut. What stands before the first and behind the last row: `textBefore`, `textBehind`.
 */
export function rowsAsText(
  rows: readonly Row[],
  columns: readonly OutputColumn[],
  format: TextFormat,
  options: CopyOptions,
): string {
  switch (format) {
    case 'csv':
      return delimited(rows, columns, ',', options)
    case 'tsv':
      return delimited(rows, columns, '\t', options)
    case 'json':
      return jsonRows(rows, columns, options)
        .map((row) => `,${row}\n`)
        .join('')
    case 'jsonl':
      return jsonRows(rows, columns, options)
        .map((row) => `${row}\n`)
        .join('')
    case 'markdown':
      return rows
        .map((row) => `| ${row.map((value, index) => markdownCell(value, columns[index])).join(' | ')} |\n`)
        .join('')
    default:
      return format satisfies never
  }
}

/** The columns that hold NaN or an infinity in these rows. */
export function textDoublesOf(rows: readonly Row[], columns: readonly OutputColumn[]): ReadonlySet<string> {
  const holding = columns.filter((column, index) => {
    const type = parseSqlType(column.type)
    return holdsFloats(type) && rows.some((row) => valueHoldsNaN(row[index] ?? null, type))
  })
  return new Set(holding.map((column) => column.inTable))
}

export function textBefore(
  columns: readonly OutputColumn[],
  format: TextFormat,
  { spreadsheetSafe }: Pick<CopyOptions, 'spreadsheetSafe'>,
): string {
  const names = columns.map(({ name }) =>
    spreadsheetSafe && (format === 'csv' || format === 'tsv') ? withoutFormula(name) : name,
  )
  if (format === 'csv') return `${names.map((name) => quoted(name, ',')).join(',')}\n`
  if (format === 'tsv') return `${names.map((name) => quoted(name, '\t')).join('\t')}\n`
  if (format === 'markdown')
    return `| ${names.map(escaped).join(' | ')} |\n|${columns.map(({ type }) => (isNumber(type) ? ' ---: |' : ' --- |')).join('')}\n`
  return ''
}

function delimited(
  rows: readonly Row[],
  columns: readonly OutputColumn[],
  delimiter: string,
  options: CopyOptions,
): string {
  const cells = (row: Row) =>
    row.map((value, index) => {
      if (value === null) return ''
      const shown = cellText(value, columns[index])
      const mayBeFormula = options.spreadsheetSafe && !isNumber(columns[index]?.type ?? '')
      return quoted(mayBeFormula ? withoutFormula(shown) : shown, delimiter)
    })
  return rows.map((row) => `${cells(row).join(delimiter)}\n`).join('')
}

/** An empty text is quoted, so that it differs from NULL; `#` because some readers take it for a comment. */
function quoted(value: string, delimiter: string): string {
  const needed = value === '' || value.startsWith('#') || value.includes(delimiter) || /["\r\n\t]/.test(value)
  return needed ? `"${value.replaceAll('"', '""')}"` : value
}

function jsonRows(
  rows: readonly Row[],
  columns: readonly OutputColumn[],
  { textDoubles }: CopyOptions,
): string[] {
  const fields = columns.map(({ name, type, inTable }) => ({
    name: JSON.stringify(name),
    type: parseSqlType(type),
    asText: textDoubles.has(inTable),
  }))
  const cells = (row: Row) =>
    fields.map(({ name, type, asText }, index) => `${name}:${jsonText(row[index] ?? null, type, asText)}`)
  return rows.map((row) => `{${cells(row).join(',')}}`)
}

function markdownCell(value: Value, column: OutputColumn | undefined): string {
  return value === null ? '' : escaped(cellText(value, column))
}

function escaped(cell: string): string {
  return cell
    .replaceAll('\\', '\\\\')
    .replaceAll('|', '\\|')
    .replace(/\r\n|\r|\n/g, '<br>')
}

function cellText(value: Exclude<Value, null>, column: OutputColumn | undefined): string {
  if (typeof value === 'object') return jsonText(value, parseSqlType(column?.type ?? ''), false)
  return typeof value === 'number' && column !== undefined && isDouble(column)
    ? doubleText(value)
    : String(value)
}
