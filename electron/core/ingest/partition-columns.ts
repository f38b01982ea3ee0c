import type { Column, TypeConflict } from '../../../shared/model/table.ts'
import { type PartitionColumn, partitionsOf } from '../../../shared/model/partitions.ts'
import { identifier, text } from '../query/sql-text.ts'
import { fitsChosen, type Read } from './survey-columns.ts'
import type { ChosenTypes, PlannedFile, TableFindings } from './table-plan.ts'

/**
 * The findings of a table with the columns that the folders of its files state, behind those of the files. A column
 * of the files that has such a name stays where it is and has the value of the folder, as in DuckDB. Types are
 * whole numbers, dates and moments where all values are such, else text; a folder without a value does not count.
 */
export async function withPartitions(
  read: Read,
  { findings, files }: { readonly findings: TableFindings; readonly files: readonly PlannedFile[] },
  chosen: ChosenTypes,
): Promise<TableFindings> {
  const keys = [...partitionsOf(files[0]?.file.path ?? '').keys()]
  if (keys.length === 0) return findings
  const columns = [...findings.columns]
  const partitions: PartitionColumn[] = []
  const conflicts: TypeConflict[] = []
  const valuesOf = files.map(({ file }) => ({
    values: partitionsOf(file.path),
    rows: findings.perFile.get(file.path)?.rows ?? 0,
  }))
  for (const key of keys) {
    const inFiles = columns.findIndex(({ name }) => name.toLowerCase() === key.toLowerCase())
    const name = columns[inFiles]?.name ?? key
    const texts = [...new Set(valuesOf.map(({ values }) => values.get(key) ?? null))]
    const wanted = chosen.get(name)
    const type = wanted ?? typeOfTexts(texts)
    const fitting = await fittingTexts(read, texts, type, wanted !== undefined)
    const present = valuesOf.reduce(
      (sum, { values, rows }) => (fitting.has(values.get(key) ?? null) ? sum + rows : sum),
      0,
    )
    const column: Column = { name, type, nullable: present < findings.rows, present }
    columns.splice(inFiles === -1 ? columns.length : inFiles, inFiles === -1 ? 0 : 1, column)
    partitions.push({ column: name, key })
    const lost = texts.filter((value) => value !== null && value !== '' && !fitting.has(value))
    if (lost.length > 0)
      conflicts.push({
        column: name,
        types: [
          { type, files: fitting.size, example: [...fitting][0] ?? '' },
          { type: 'VARCHAR', files: lost.length, example: lost[0] ?? '' },
        ],
        resolved: type,
      })
  }
  const stated = new Set(partitions.map(({ column }) => column))
  const replaces = findings.columns.some(({ name }) => stated.has(name))
  const inOrder = [
    { files: files.map(({ file }) => file.path), columns: findings.columns.map(({ name }) => name) },
  ]
  return {
    ...findings,
    columns,
    partitions,
    conflicts: [...findings.conflicts.filter(({ column }) => !stated.has(column)), ...conflicts],
    ...(replaces && findings.layouts === undefined && findings.options.kind === 'delimited'
      ? { layouts: inOrder }
      : {}),
  }
}

/** Of the texts those that are values of the type. */
async function fittingTexts(
  read: Read,
  texts: readonly (string | null)[],
  type: string,
  isChosen: boolean,
): Promise<ReadonlySet<string | null>> {
  const values = texts.filter((value) => value !== null && (value !== '' || type === 'VARCHAR'))
  if (!isChosen || type === 'VARCHAR' || values.length === 0) return new Set(values)
  const listed = `(SELECT unnest([${values.map((value) => text(value ?? '')).join(', ')}]) AS value)`
  const found = await read(
    `SELECT value FROM ${listed} WHERE ${fitsChosen(type, identifier('value'), undefined)}`,
  )
  return new Set(found.map(([value]) => String(value)))
}

const date = /^(\d{4})-(\d{1,2})-(\d{1,2})$/
const moment = /^(\d{4})-(\d{2})-(\d{2})[ T]([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,6})?)?$/

function typeOfTexts(texts: readonly (string | null)[]): string {
  const values = texts.filter((value) => value !== null)
  if (values.length === 0) return 'VARCHAR'
  if (values.every(isWholeNumber)) return 'BIGINT'
  if (values.every((value) => isDay(date.exec(value)))) return 'DATE'
  if (values.every((value) => isDay(moment.exec(value)))) return 'TIMESTAMP'
  return 'VARCHAR'
}

/** Leading zeros do not matter: months are mostly written `month=05`. */
function isWholeNumber(value: string): boolean {
  return /^-?\d{1,19}$/.test(value) && BigInt.asIntN(64, BigInt(value)) === BigInt(value)
}

function isDay(parts: RegExpExecArray | null): boolean {
  if (parts === null) return false
  const [year = 0, month = 0, day = 0] = parts.slice(1, 4).map(Number)
  const found = new Date(Date.UTC(2000, month - 1, day))
  found.setUTCFullYear(year, month - 1, day)
  return found.getUTCFullYear() === year && found.getUTCMonth() === month - 1 && found.getUTCDate() === day
}
