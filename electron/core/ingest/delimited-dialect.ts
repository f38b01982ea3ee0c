import { type CellRules, type SampleRecord, splitRecords } from './delimited-records.ts'

export interface Dialect extends CellRules {
  /** Records from the first that belongs to the table (its header, if it has one). */
  readonly records: readonly SampleRecord[]
  /** Lines before that record. */
  readonly skip: number
  /** Cells of most records. */
  readonly width: number
  /** Share of the records that have this width, 0 to 1. */
  readonly consistency: number
}

const delimiters = [',', '\t', ';', '|'] as const

/** Titles and notes above a table; more lines than this are not looked for. */
const longestPreamble = 20

/**
 * How a sample of text is delimited: by the delimiter under which most records have one and the same number
 * of cells. Damaged records take no part, so that one of them never turns a table into a single column.
 * Undefined when nothing delimits the text.
 */
export function detectDialect(
  sample: string,
  whole: boolean,
  expected?: string,
  decided?: CellRules,
): Dialect | undefined {
  let best: { dialect: Dialect; score: number } | undefined
  for (const delimiter of decided === undefined ? delimiters : [decided.delimiter]) {
    for (const rules of decided === undefined ? rulesFor(delimiter, sample) : [decided]) {
      const dialect = judged(splitRecords(sample, rules, whole), rules)
      if (dialect === undefined || dialect.width < 2) continue
      const first = dialect.records[0]
      const score =
        dialect.consistency +
        (first?.cells.length === dialect.width ? 0.3 : 0) +
        (delimiter === expected ? 0.2 : 0) -
        // Decimal commas split rows as evenly as any delimiter; only the header then looks like a title.
        (dialect.skip > 0 ? 0.1 : 0) -
        dialect.records.filter((record) => record.damaged).length / dialect.records.length +
        Math.min(dialect.width, 50) * 0.001
      if (best === undefined || score > best.score) best = { dialect, score }
    }
  }
  return best?.dialect
}

/** The sample as a table of one column: every line is a cell. */
export function singleColumn(sample: string, whole: boolean): Dialect {
  const rules = { delimiter: ',', quote: '"', escape: '"' }
  const records = splitRecords(sample, rules, whole)
  return { ...rules, records, skip: 0, width: 1, consistency: shareOf(records, 1) }
}

function* rulesFor(delimiter: string, sample: string): Iterable<CellRules> {
  yield { delimiter, quote: '"', escape: '"' }
  if (sample.includes('\\"')) yield { delimiter, quote: '"', escape: '\\' }
  const single = new RegExp(
    `(^|[\\n\\r${delimiter === '|' ? '\\|' : delimiter}])'[^'\\n]*'([\\n\\r${delimiter === '|' ? '\\|' : delimiter}]|$)`,
  )
  if (!sample.includes('"') && single.test(sample)) yield { delimiter, quote: "'", escape: "'" }
}

function judged(records: readonly SampleRecord[], rules: CellRules): Dialect | undefined {
  if (records.length === 0) return undefined
  const counts = new Map<number, number>()
  for (const { cells, damaged } of records) {
    if (!damaged) counts.set(cells.length, (counts.get(cells.length) ?? 0) + 1)
  }
  let width = 0
  let most = 0
  for (const [cells, count] of counts) {
    if (count > most || (count === most && cells > width)) {
      width = cells
      most = count
    }
  }
  if (width === 0) return undefined
  const start = preambleLength(records, width)
  const table = records.slice(start)
  return { ...rules, records: table, skip: table[0]?.line ?? 0, width, consistency: shareOf(table, width) }
}

/** Lines of a single cell above the first full record are a title, not a header with too few names. */
function preambleLength(records: readonly SampleRecord[], width: number): number {
  const first = records.findIndex((record) => !record.damaged && record.cells.length === width)
  if (width < 2 || first <= 0 || first > longestPreamble) return 0
  return records
    .slice(0, first)
    .every((record) => record.cells.filter((cell) => cell.trim() !== '').length <= 1)
    ? first
    : 0
}

function shareOf(records: readonly SampleRecord[], width: number): number {
  if (records.length === 0) return 0
  return records.filter((record) => !record.damaged && record.cells.length === width).length / records.length
}
