import type { Value, ValueKind } from '../../../shared/model/value.ts'
import { useValueFormat } from '../value-format.ts'

/** More than any cell can show; the inspector shows all of it. */
const longestShown = 300

/** A value as a cell shows it. Digits are never lost; four digits stay together, as in years. */
export function valueText(value: Value | undefined, kind: ValueKind, type?: string): string {
  if (value === undefined) return ''
  if (value === null) return 'NULL'
  if (typeof value === 'object') return cut(JSON.stringify(value))
  switch (kind) {
    case 'integer':
    case 'decimal':
      return grouped(String(value))
    case 'double':
      return grouped(type === 'FLOAT' && typeof value === 'number' ? singleText(value) : String(value))
    case 'boolean':
    case 'nested':
    case 'text':
    case 'blob':
      return cut(String(value))
    case 'time':
      return dateText(String(value))
  }
}

/** A value as it is copied and exported by hand: exact, NULL as nothing. */
export function rawText(value: Value | undefined): string {
  if (value === null || value === undefined) return ''
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

/** Rows as tab-separated text that spreadsheets and editors take. */
export function tabSeparated(rows: readonly (readonly string[])[]): string {
  const cell = (text: string) => (/[\t\n\r"]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)
  return rows.map((row) => row.map(cell).join('\t')).join('\n')
}

/** Puts commas between the thousands of plain digits, as everywhere in the window; anything else stays as it is. */
export function grouped(text: string): string {
  const match = /^(-?)(\d+)(\.\d+)?$/.exec(text)
  if (match === null) return text
  const [, sign = '', digits = '', fraction = ''] = match
  if (digits.length < 5 || !useValueFormat.getState().thousands) return text
  return sign + digits.replace(/\B(?=(\d{3})+$)/g, ',') + fraction
}

const localDate = new Intl.DateTimeFormat(undefined, {
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  timeZone: 'UTC',
})

/** A date in the order of this machine, where people want that; the time beside it keeps every digit. */
function dateText(text: string): string {
  if (useValueFormat.getState().dates === 'iso') return text
  const [date] = /^[1-9]\d{3}-\d\d-\d\d(?=$|[ T])/.exec(text) ?? []
  return date === undefined ? text : localDate.format(new Date(`${date}T00:00:00Z`)) + text.slice(10)
}

/** The shortest digits that name a 32-bit number: 14.4, where 64 bits would say 14.399999618530273. */
function singleText(value: number): string {
  for (let digits = 6; digits < 9; digits += 1) {
    const text = String(Number(value.toPrecision(digits)))
    if (Math.fround(Number(text)) === value) return text
  }
  return String(value)
}

function cut(text: string): string {
  const shown = text.length > longestShown ? `${text.slice(0, longestShown)}…` : text
  return shown.includes('\n') ? shown.replace(/\r?\n/g, ' ↵ ') : shown
}

/** What a bar stands for: a value, or a range of numbers with commas between their thousands. */
export function barText(label: string, kind: ValueKind): string {
  if (label === '') return 'empty text'
  return isRightAligned(kind) ? label.split(' – ').map(grouped).join(' – ') : label
}

/** Whether values of a kind stand at the right of their cell. */
export function isRightAligned(kind: ValueKind): boolean {
  return kind === 'integer' || kind === 'decimal' || kind === 'double'
}
