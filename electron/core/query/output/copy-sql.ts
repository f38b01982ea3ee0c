import type { ExportFormat } from '../../../../shared/contract/query.ts'
import { identifier, text } from '../sql-text.ts'
import { jsonExpression, nanExpression, textExpression } from './json-expression.ts'
import {
  type CopyOptions,
  formulaStart,
  isNumber,
  mayHoldNaN,
  type OutputColumn,
  withoutFormula,
} from './output-column.ts'
import { storedType } from './stored-type.ts'
import { textBefore } from './text-rows.ts'

/** Row groups as everywhere in the program: larger ones make selective reads slower (measured). */
const rowGroupRows = 122_880
/** One line of text per row, written as it is: JSON escapes this character, so it never occurs. */
const wholeLines = `FORMAT csv, HEADER false, QUOTE '', ESCAPE '', NULL '', DELIMITER '\u001f'`

/** The statement that writes a SELECT into a file; Arrow is not written by the engine. */
export function copySql(
  sql: string,
  columns: readonly OutputColumn[],
  format: Exclude<ExportFormat, 'arrow'>,
  file: string,
  options: CopyOptions,
): string {
  const from = `FROM (\n${sql}\n)`
  switch (format) {
    case 'csv':
    case 'tsv': {
      const delimiter = format === 'csv' ? ',' : '\t'
      const header = ({ name }: OutputColumn) => (options.spreadsheetSafe ? withoutFormula(name) : name)
      const cells = columns.map((column) => `${cell(column, options)} AS ${identifier(header(column))}`)
      return `COPY (SELECT ${cells.join(', ')} ${from}) TO ${text(file)} (FORMAT csv, HEADER true, DELIMITER ${text(delimiter)})`
    }
    case 'parquet': {
      const cells = columns.map(
        ({ inTable, name, type }) => `${parquetCell(identifier(inTable), type)} AS ${identifier(name)}`,
      )
      return `COPY (SELECT ${cells.join(', ')} ${from}) TO ${text(file)} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE ${rowGroupRows})`
    }
    case 'json':
    case 'jsonl': {
      // Of an array each line begins with a comma; the first becomes a bracket when the file is finished.
      const before = format === 'json' ? `',' || ` : ''
      return `COPY (SELECT ${before}CAST(${jsonObject(columns, options)} AS VARCHAR) ${from}) TO ${text(file)} (${wholeLines})`
    }
    case 'markdown': {
      const cells = columns.map(
        (column) =>
          `coalesce(${escapedForMarkdown(textExpression(column.type, identifier(column.inTable)))}, '')`,
      )
      const header = identifier(textBefore(columns, format, options).trimEnd())
      return `COPY (SELECT '| ' || ${cells.join(` || ' | ' || `)} || ' |' AS ${header} ${from}) TO ${text(file)} (${wholeLines.replace('HEADER false', 'HEADER true')})`
    }
    default:
      return format satisfies never
  }
}

/** A query that tells for each column that `mayHoldNaN` whether it does; undefined where there are none. */
export function textDoublesSql(from: string, columns: readonly OutputColumn[]): string | undefined {
  const doubles = columns.filter(mayHoldNaN)
  if (doubles.length === 0) return undefined
  const checks = doubles.map(
    ({ inTable, type }) => `coalesce(bool_or(${nanExpression(type, identifier(inTable))}), false)`,
  )
  return `SELECT ${checks.join(', ')} FROM ${from}`
}

function jsonObject(columns: readonly OutputColumn[], { textDoubles }: CopyOptions): string {
  const fields = columns.map(
    ({ name, inTable, type }) =>
      `${text(name)}, ${jsonExpression(type, identifier(inTable), textDoubles.has(inTable))}`,
  )
  return `json_object(${fields.join(', ')})`
}

function parquetCell(column: string, type: string): string {
  const stored = storedType(type)
  return stored === type ? column : `CAST(${column} AS ${stored})`
}

/** Text stays as it is; NULL and the empty text differ, because the engine quotes the empty one. */
function cell({ inTable, type }: OutputColumn, { spreadsheetSafe }: CopyOptions): string {
  const shown = /^(VARCHAR|BOOLEAN|U?(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT))$/.test(type)
    ? identifier(inTable)
    : textExpression(type, identifier(inTable))
  if (!spreadsheetSafe || isNumber(type)) return shown
  return `CASE WHEN regexp_matches(${shown}, ${text(formulaStart)}) THEN '''' || ${shown} ELSE ${shown} END`
}

function escapedForMarkdown(expression: string): string {
  return `regexp_replace(replace(replace(${expression}, '\\', '\\\\'), '|', '\\|'), '\\r\\n|\\r|\\n', '<br>', 'g')`
}
