import type { Column, JsonOptions, Reject, TypeConflict } from '../../../shared/model/table.ts'
import { identifier, text } from '../query/sql-text.ts'
import { namesFor } from './delimited-header.ts'
import type { TextType } from './column-types.ts'
import { findJsonRejects } from './json-rejects.ts'
import { type JsonRead, keyOf, readRecords, readValues, recordParts, valueColumn } from './json-sql.ts'
import { hasTwins, isNested, type JsonStructure, mergeStructures, typeOfStructure } from './json-structure.ts'
import { type Read, survey, type SurveyColumn, type SurveySource } from './survey.ts'
import { type Depth, type GivenTypes, noTypes, type PlannedFile, readsAll, sampleRows, type TableFindings, type TablePlan } from './table-plan.ts'

/** Records whose structure is looked at first; what later ones have besides is found when all are read. */
export const structureRows = 2000

const fileColumn = '__file'
const timeTypes: readonly TextType[] = ['DATE', 'TIMESTAMP', 'TIMESTAMP_NS', 'TIMESTAMP WITH TIME ZONE', 'TIME']

/** How the engine reads the values of these files. */
export function jsonRead(plan: { readonly compression: 'none' | 'gzip'; readonly text?: unknown }, options: JsonOptions, paths: readonly string[], bytes: number): JsonRead {
  const compression = plan.text === undefined ? plan.compression : 'none'
  return { paths, shape: options.shape, compression, longestRecord: longestRecord(options, bytes, compression) }
}

/** A record that is a whole file may be as long as the file; otherwise the engine's own limit. In bytes. */
function longestRecord(options: JsonOptions, bytes: number, compression: 'none' | 'gzip'): number {
  const usual = 16_777_216
  if (options.shape !== 'record') return usual
  return Math.max(usual, Math.min(compression === 'gzip' ? bytes * 20 : bytes + 1024, 2_000_000_000))
}

/**
 * The structure of the first values of files, `"NULL"` when there are none. Where most values are records, it is
 * theirs: the others are then rejected.
 */
export async function sampleStructure(read: Read, values: JsonRead): Promise<JsonStructure> {
  const first = `(SELECT json, json_type(json) = 'OBJECT' AS record FROM ${readValues(values)} WHERE json IS NOT NULL LIMIT ${structureRows})`
  const [row] = await read(`SELECT count(*), count(*) FILTER (record) FROM ${first}`)
  const mostlyRecords = Number(row?.[1]) * 2 > Number(row?.[0])
  return await structureOf(read, 'json', mostlyRecords ? `(SELECT json FROM ${first} WHERE record)` : first)
}

async function structureOf(read: Read, expression: string, from: string): Promise<JsonStructure> {
  const [row] = await read(`SELECT json_group_structure(${expression}) FROM ${from}`)
  const found = row?.[0]
  return typeof found === 'string' ? (JSON.parse(found) as JsonStructure) : 'NULL'
}

/** Columns as far as a structure tells: for grouping files. */
export function schemaOf(structure: JsonStructure): { name: string; type: string }[] {
  if (typeof structure === 'string' || Array.isArray(structure)) return [{ name: valueColumn, type: typeOfStructure(structure) }]
  return Object.entries(structure).map(([name, inner]) => ({ name, type: inner === 'NULL' ? 'VARCHAR' : typeOfStructure(inner) }))
}

/** What one pass over all values says about them, by path. */
interface ValueCounts {
  readonly values: number
  readonly invalid: number
  readonly notRecords: number
  readonly unknownKeys: number
}

/** Reads the files of a JSON table and finds out what its columns are. */
export async function surveyJson(
  read: Read,
  plan: TablePlan,
  options: JsonOptions,
  depth: Depth,
  physical: (file: PlannedFile) => string,
  given: GivenTypes = noTypes,
): Promise<TableFindings> {
  const all = readsAll(plan, depth)
  const paths = new Map<string, string[]>()
  for (const each of plan.files) paths.set(physical(each), [...(paths.get(physical(each)) ?? []), each.file.path])
  const bytes = Math.max(...plan.files.map(({ file }) => file.bytes))
  const plain = jsonRead(plan, options, [...paths.keys()], bytes)
  const values: JsonRead = paths.size > 1 ? { ...plain, fileColumn } : plain
  const limit = all ? undefined : sampleRows

  let structure: JsonStructure = 'NULL'
  for (const each of plan.files) {
    const own = each.structure ?? (await sampleStructure(read, { ...plain, paths: [physical(each)] }))
    structure = mergeStructures(structure, own)
  }
  const isRecords = typeof structure !== 'string' && !Array.isArray(structure)
  const known = isRecords ? Object.keys(structure) : undefined
  const counts = await countValues(read, values, known, limit)
  const total = [...counts.values()].reduce((sum, each) => sum + each.unknownKeys, 0)
  if (known !== undefined && total > 0) {
    const unknown = `(SELECT json FROM ${readValues(plain)} WHERE json_type(json) = 'OBJECT' AND NOT list_has_all([${known.map(text).join(', ')}], json_keys(json)))`
    structure = mergeStructures(structure, await structureOf(read, 'json', unknown))
  }
  const settled: JsonOptions = isRecords ? recordOptions(options.shape, structure) : { kind: 'json', shape: options.shape, values: true }
  const rejectedIn = (each: ValueCounts) => each.invalid + (isRecords ? each.notRecords : 0)
  const damaged = [...counts.values()].some((each) => rejectedIn(each) > 0)

  const fields = fieldsOf(structure)
  const source = surveySource(values, settled, fields, damaged, limit)
  if (all) await deepen(read, source.from, fields)
  const guessed = all ? await guessTimes(read, source, fields) : fields.map(surveyColumn)
  const own = (types: Readonly<Record<string, string>>, name: string) => (Object.hasOwn(types, name) ? types[name] : undefined)
  const found = await survey(read, source, guessed.map((column) => ({ ...column, chosen: own(given.chosen, column.name), before: own(given.before, column.name) })))

  const perFile = new Map<string, { rows: number; rejected: number }>()
  for (const [place, logical] of paths) {
    const each = counts.get(paths.size > 1 ? place : '')
    const share = paths.size > 1 ? 1 : logical.length
    const rejected = each === undefined ? 0 : rejectedIn(each)
    for (const path of logical) perFile.set(path, { rows: ((each?.values ?? 0) - rejected) / share, rejected: rejected / share })
  }
  const rows = [...perFile.values()].reduce((sum, each) => sum + each.rows, 0)
  const rejects: Reject[] = damaged ? await findJsonRejects(read, plain, paths, { records: isRecords, limit }) : []
  const columns: Column[] = []
  const conflicts: TypeConflict[] = []
  for (const [index, { name, type, present, conflict }] of found.columns.entries()) {
    const nested = own(given.chosen, name) === undefined ? fields[index]?.nestedType : undefined
    columns.push({ name, type: nested ?? type, nullable: present < rows, present })
    if (conflict !== undefined) conflicts.push(conflict)
  }
  return {
    options: settled,
    columns,
    conflicts,
    rows,
    rejected: [...perFile.values()].reduce((sum, each) => sum + each.rejected, 0),
    rejects,
    perFile,
    covers: all ? 'all' : 'sample',
  }
}

interface Field {
  readonly name: string
  readonly key: string
  structure: JsonStructure
  /** Set for lists and objects. */
  nestedType: string | undefined
}

function fieldsOf(structure: JsonStructure): Field[] {
  if (typeof structure === 'string' || Array.isArray(structure)) {
    return [{ name: valueColumn, key: '', structure, nestedType: isNested(structure) ? typeOfStructure(structure) : undefined }]
  }
  const keys = Object.keys(structure)
  const names = columnNames(keys)
  return keys.map((key, index): Field => {
    const inner = (structure as { readonly [key: string]: JsonStructure })[key] ?? 'NULL'
    return { name: names[index] ?? key, key, structure: inner, nestedType: isNested(inner) ? typeOfStructure(inner) : undefined }
  })
}

/** Keys keep their spelling as names, spaces included, unless two would be one name. */
function columnNames(keys: readonly string[]): readonly string[] {
  return hasTwins(keys) ? namesFor(keys, keys.length) : keys
}

function recordOptions(shape: JsonOptions['shape'], structure: JsonStructure): JsonOptions {
  const renamed = fieldsOf(structure).filter(({ name, key }) => name !== key)
  const keys = renamed.map(({ name, key }) => ({ column: name, key }))
  return keys.length === 0 ? { kind: 'json', shape } : { kind: 'json', shape, keys }
}

async function countValues(read: Read, values: JsonRead, known: readonly string[] | undefined, limit: number | undefined): Promise<Map<string, ValueCounts>> {
  const file = values.fileColumn
  const unknown = known === undefined ? '0' : `count(*) FILTER (NOT list_has_all([${known.map(text).join(', ')}]::VARCHAR[], json_keys(json)))`
  const other = known === undefined ? '0' : `count(*) FILTER (len(json_keys(json)) = 0 AND json_type(json) <> 'OBJECT')`
  const from = limit === undefined ? readValues(values) : `(SELECT * FROM ${readValues(values)} LIMIT ${limit})`
  const rows = await read(
    `SELECT ${file ?? "''"}, count(*), count(*) - count(json), ${other}, ${unknown} FROM ${from}${file === undefined ? '' : ` GROUP BY ${file}`}`,
  )
  return new Map(
    rows.map(([name, all, invalid, notRecords, unknownKeys]) => [
      String(name),
      { values: Number(all), invalid: Number(invalid), notRecords: Number(notRecords), unknownKeys: Number(unknownKeys) },
    ]),
  )
}

/** Rows of the fields as the survey reads them: text for strings, JSON for everything else. */
function surveySource(values: JsonRead, options: JsonOptions, fields: readonly Field[], damaged: boolean, limit: number | undefined): SurveySource {
  const file = values.fileColumn
  const readType = (field: Field) => (field.structure === 'VARCHAR' ? 'VARCHAR' : 'JSON')
  const selected = (each: (field: Field, index: number) => string, from: string) =>
    `(SELECT ${[...(file === undefined ? [] : [file]), ...fields.map((field, index) => `${each(field, index)} AS c${index}`)].join(', ')} FROM ${from})`
  let from: string
  if (options.values === true) {
    from = selected((field) => (readType(field) === 'VARCHAR' ? `json ->> '$'` : 'json'), `(SELECT * FROM ${readValues(values)} WHERE json IS NOT NULL)`)
  } else if (options.keys !== undefined || damaged) {
    const keys = fields.map(({ name }) => keyOf(options, name))
    from = selected((field, index) => {
      const part = `parts[${index + 1}]`
      return readType(field) === 'VARCHAR' ? `${part} ->> '$'` : `CAST(nullif(CAST(${part} AS VARCHAR), 'null') AS JSON)`
    }, recordParts(values, keys))
  } else {
    from = selected((field) => identifier(field.name), readRecords(values, fields.map((field) => ({ name: field.key, type: readType(field) }))))
  }
  return { from, fileColumn: file, limit }
}

function surveyColumn(field: Field, index: number): SurveyColumn {
  const { name, structure } = field
  const column = `c${index}`
  if (structure === 'VARCHAR') {
    return { name, expression: `nullif(${column}, '')`, guess: { type: undefined, unseen: true, certain: false }, types: timeTypes, fallback: 'VARCHAR' }
  }
  const type = scalarGuess(structure)
  // Empty texts among other values are no values either.
  const expression = `nullif(CAST(${column} AS VARCHAR), '""')`
  const types: readonly TextType[] = type === undefined ? [] : ['BIGINT', 'HUGEINT', 'DOUBLE', 'BOOLEAN']
  return { name, expression, guess: { type, unseen: false, certain: true }, types, fallback: structure === 'NULL' ? 'VARCHAR' : 'JSON' }
}

/** Which texts are times is asked of some records first, so that the pass over all of them only has to check. */
async function guessTimes(read: Read, source: SurveySource, fields: readonly Field[]): Promise<SurveyColumn[]> {
  const columns = fields.map(surveyColumn)
  const sampled = await survey(read, { ...source, limit: structureRows }, columns.filter((column) => column.guess.unseen))
  const guesses = new Map(sampled.columns.map((column) => [column.name, column]))
  return columns.map((column) => {
    const found = guesses.get(column.name)
    if (found === undefined || found.present === 0) return column
    const type = timeTypes.find((each) => each === found.type)
    return { ...column, guess: { type, unseen: false, certain: type !== undefined } }
  })
}

function scalarGuess(structure: JsonStructure): TextType | undefined {
  switch (structure) {
    // Signs alone make a HUGEINT of what nearly always fits 64 bits.
    case 'UBIGINT':
    case 'HUGEINT':
    case 'BIGINT':
      return 'BIGINT'
    case 'DOUBLE':
    case 'BOOLEAN':
      return structure
    default:
      return undefined
  }
}

/** Lists and objects: what a sample says about their inside is checked over all rows, for a type that holds it all. */
async function deepen(read: Read, from: string, fields: readonly Field[]): Promise<void> {
  const nested = [...fields.keys()].filter((index) => fields[index]?.nestedType !== undefined || fields[index]?.structure === 'NULL')
  if (nested.length === 0) return
  const asked = nested.flatMap((index) => [`json_group_structure(c${index})`, `bool_or(regexp_matches(CAST(c${index} AS VARCHAR), '[0-9]{19}'))`])
  const [row] = await read(`SELECT ${asked.join(', ')} FROM ${from}`)
  for (const [position, index] of nested.entries()) {
    const field = fields[index]
    const structure = row?.[position * 2]
    if (field === undefined || typeof structure !== 'string') continue
    field.structure = JSON.parse(structure) as JsonStructure
    field.nestedType = isNested(field.structure) ? typeOfStructure(field.structure, row?.[position * 2 + 1] === true) : undefined
  }
}
