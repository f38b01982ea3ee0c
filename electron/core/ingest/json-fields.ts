import type { JsonOptions } from '../../../shared/model/table.ts'
import type { Row } from '../../../shared/model/value.ts'
import { identifier } from '../query/sql-text.ts'
import type { TextType } from './column-types.ts'
import { namesFor } from './delimited-header.ts'
import { type JsonRead, keyOf, readRecords, readValues, recordParts, valueColumn } from './json-sql.ts'
import { hasTwins, isNested, type JsonStructure, mergeStructures, typeOfStructure } from './json-structure.ts'
import { structureRows } from './json-values.ts'
import { survey } from './survey.ts'
import type { Read, SurveyColumn, SurveySource } from './survey-columns.ts'

const timeTypes: readonly TextType[] = [
  'DATE',
  'TIMESTAMP',
  'TIMESTAMP_NS',
  'TIMESTAMP WITH TIME ZONE',
  'TIME',
]
const plainTypes: readonly TextType[] = ['BIGINT', 'HUGEINT', 'DOUBLE', 'BOOLEAN']

/** A column of JSON: a key of records, or the values themselves. */
export interface Field {
  readonly name: string
  readonly key: string
  structure: JsonStructure
  /** Set for lists and objects. */
  nestedType: string | undefined
}

/** The columns that a structure gives; a structure of no records gives the one column `value`. */
export function fieldsOf(structure: JsonStructure): Field[] {
  if (typeof structure === 'string' || Array.isArray(structure)) {
    return [
      {
        name: valueColumn,
        key: '',
        structure,
        nestedType: isNested(structure) ? typeOfStructure(structure) : undefined,
      },
    ]
  }
  const keys = Object.keys(structure)
  const names = columnNames(keys)
  return keys.map((key, index): Field => {
    const inner = (structure as { readonly [key: string]: JsonStructure })[key] ?? 'NULL'
    return {
      name: names[index] ?? key,
      key,
      structure: inner,
      nestedType: isNested(inner) ? typeOfStructure(inner) : undefined,
    }
  })
}

/** Keys keep their spelling as names, spaces included, unless two would be one name. */
function columnNames(keys: readonly string[]): readonly string[] {
  return hasTwins(keys) ? namesFor(keys, keys.length) : keys
}

/** Read options of records with this structure: they name the keys of columns that had to be renamed. */
export function recordOptions(shape: JsonOptions['shape'], structure: JsonStructure): JsonOptions {
  const renamed = fieldsOf(structure).filter(({ name, key }) => name !== key)
  const keys = renamed.map(({ name, key }) => ({ column: name, key }))
  return keys.length === 0 ? { kind: 'json', shape } : { kind: 'json', shape, keys }
}

/** Rows of the fields as the survey reads them: text for strings, JSON for everything else. */
export function surveySource(
  values: JsonRead,
  options: JsonOptions,
  fields: readonly Field[],
  damaged: boolean,
  limit: number | undefined,
): SurveySource {
  const file = values.fileColumn
  const readType = (field: Field) => (field.structure === 'VARCHAR' ? 'VARCHAR' : 'JSON')
  const selected = (each: (field: Field, index: number) => string, from: string) =>
    `(SELECT ${[...(file === undefined ? [] : [file]), ...fields.map((field, index) => `${each(field, index)} AS c${index}`)].join(', ')} FROM ${from})`
  let from: string
  if (options.values === true) {
    from = selected(
      (field) => (readType(field) === 'VARCHAR' ? `json ->> '$'` : 'json'),
      `(SELECT * FROM ${readValues(values)} WHERE json IS NOT NULL)`,
    )
  } else if (options.keys !== undefined || damaged) {
    const keys = fields.map(({ name }) => keyOf(options, name))
    from = selected(
      (field, index) => {
        const part = `parts[${index + 1}]`
        return readType(field) === 'VARCHAR'
          ? `${part} ->> '$'`
          : `CAST(nullif(CAST(${part} AS VARCHAR), 'null') AS JSON)`
      },
      recordParts(values, keys),
    )
  } else {
    from = selected(
      (field) => identifier(field.name),
      readRecords(
        values,
        fields.map((field) => ({ name: field.key, type: readType(field) })),
      ),
    )
  }
  return { from, fileColumn: file, limit }
}

/** What the survey is to find out about a field. */
export function surveyColumn(field: Field, index: number): SurveyColumn {
  const { name, structure } = field
  const column = `c${index}`
  if (structure === 'VARCHAR') {
    return {
      name,
      expression: `nullif(${column}, '')`,
      guess: { type: undefined, unseen: true, certain: false },
      types: timeTypes,
      fallback: 'VARCHAR',
    }
  }
  const type = scalarGuess(structure)
  const unseen = structure === 'NULL'
  // Empty texts among other values are no values either.
  const expression = `nullif(CAST(${column} AS VARCHAR), '""')`
  return {
    name,
    expression,
    guess: { type, unseen, certain: type !== undefined },
    types: type === undefined && !unseen ? [] : plainTypes,
    fallback: unseen ? 'VARCHAR' : 'JSON',
  }
}

/** Which texts are times is asked of some records first, so that the pass over all of them only has to check. */
export async function guessTimes(
  read: Read,
  source: SurveySource,
  fields: readonly Field[],
): Promise<SurveyColumn[]> {
  const columns = fields.map(surveyColumn)
  const sampled = await survey(
    read,
    { ...source, limit: structureRows },
    columns.filter((column) => column.guess.unseen),
  )
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

/** Lists and objects, and columns without a value in the sample: their inside is looked at in all rows. */
export function deepFields(fields: readonly Field[]): number[] {
  return [...fields.keys()].filter(
    (index) => fields[index]?.nestedType !== undefined || fields[index]?.structure === 'NULL',
  )
}

/** The structure of each, and whether it holds a number that may need more than 64 bits. */
export function deepAggregates(indexes: readonly number[]): string[] {
  return indexes.flatMap((index) => [
    `json_group_structure(c${index})`,
    `bool_or(regexp_matches(CAST(c${index} AS VARCHAR), '[0-9]{19}'))`,
  ])
}

/** Takes the types of lists and objects from what all rows of all files are made of. */
export function deepen(fields: readonly Field[], indexes: readonly number[], files: readonly Row[]): void {
  for (const [position, index] of indexes.entries()) {
    const field = fields[index]
    if (field === undefined) continue
    let structure: JsonStructure = 'NULL'
    let wide = false
    for (const row of files) {
      const own = row[position * 2]
      if (typeof own === 'string') structure = mergeStructures(structure, JSON.parse(own) as JsonStructure)
      if (row[position * 2 + 1] === true) wide = true
    }
    if (structure === 'NULL') continue
    field.structure = structure
    field.nestedType = isNested(structure) ? typeOfStructure(structure, wide) : undefined
  }
}
/** Columns as far as a structure tells: for grouping files. */
export function schemaOf(structure: JsonStructure): { name: string; type: string }[] {
  if (typeof structure === 'string' || Array.isArray(structure))
    return [{ name: valueColumn, type: typeOfStructure(structure) }]
  return Object.entries(structure).map(([name, inner]) => ({
    name,
    type: inner === 'NULL' ? 'VARCHAR' : typeOfStructure(inner),
  }))
}
