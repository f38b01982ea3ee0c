import { holdsFloats, parseSqlType } from '../../../../shared/model/sql-type.ts'

/** A column of what is written: its name in the output, and in the SELECT it comes from. */
export interface OutputColumn {
  readonly name: string
  readonly inTable: string
  readonly type: string
}

export interface CopyOptions {
  /** Cells that a spreadsheet would run as formulas get an apostrophe. */
  readonly spreadsheetSafe: boolean
  /** Columns with NaN or an infinity among their floating numbers: those are text throughout in JSON. */
  readonly textDoubles: ReadonlySet<string>
}

export function isDouble(column: OutputColumn): boolean {
  return column.type === 'DOUBLE' || column.type === 'FLOAT'
}

/** Columns in which NaN or an infinity may occur, also inside of lists, structs and maps. */
export function mayHoldNaN(column: OutputColumn): boolean {
  return holdsFloats(parseSqlType(column.type))
}

/** Whether cells of a type can hold nothing that a spreadsheet would run. */
export function isNumber(type: string): boolean {
  return /^(U?(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT)|DECIMAL.*|DOUBLE|FLOAT|BOOLEAN)$/.test(type)
}

/**
 * What a spreadsheet takes for the beginning of a formula: some skip a line end, a zero or a byte order mark before
 * it, and those of East Asia take the wide forms (OWASP: CSV Injection, and ASVS 5.0, 1.2.10).
 */
export const formulaStart = '^[=+\\-@\\t\\r\\n\\x00\ufeff＝＋－＠]'

/** A text that a spreadsheet shows and does not run. */
export function withoutFormula(shown: string): string {
  return new RegExp(formulaStart).test(shown) ? `'${shown}` : shown
}
