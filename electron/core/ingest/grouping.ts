import type { LogOptions, ReadOptions } from '../../../shared/model/table.ts'
import { seriesOf } from './file-names.ts'
import type { Look } from './file-look.ts'
import type { InputFile } from './input-files.ts'
import type { JsonStructure } from './json-structure.ts'
import { keysOf, placeOf } from './partition-folders.ts'
import { nameTables } from './table-names.ts'
import type { PlannedFile, TablePlan } from './table-plan.ts'

export interface LookedAt {
  readonly file: InputFile
  readonly look: Extract<Look, { kind: 'table' }>
  /** Columns of formats that carry them (Parquet, JSON): names with types. */
  readonly schema?: readonly NamedColumn[]
  /** Of JSON: what its first records are made of. */
  readonly structure?: JsonStructure
}

interface NamedColumn {
  readonly name: string
  readonly type?: string
}

/** Files of one table, and each set of columns that one of them has. */
interface Group {
  readonly files: LookedAt[]
  readonly columnSets: Map<string, readonly NamedColumn[] | undefined>
}

/**
 * Puts files together to tables. Files of one folder, or of folders such as `year=2026` inside it, are one table when they have the same format and options
 * and the same columns; where one file has all the columns of another and more, they are one table only if
 * their names make a series (`listed-v1-2015.csv`, `listed-v3-2024.csv`). `tableNames` are names from before, by
 * logical path.
 */
export function groupFiles(
  files: readonly LookedAt[],
  tableNames: Readonly<Record<string, string>> = {},
): TablePlan[] {
  const groups: Group[] = []
  const byKey = new Map<string, Group[]>()
  for (const each of files) {
    const key = JSON.stringify([
      placeOf(each.file.path),
      keysOf(each.file.path),
      each.look.format,
      each.look.compression,
      each.look.text ?? null,
      optionsKey(each.look.options),
    ])
    const alike = byKey.get(key) ?? []
    byKey.set(key, alike)
    const columns = columnsOf(each)
    const signature = JSON.stringify(columns ?? null)
    const group = alike.find((other) => other.columnSets.has(signature) || belongs(each, columns, other))
    if (group === undefined) {
      const made: Group = { files: [each], columnSets: new Map([[signature, columns]]) }
      groups.push(made)
      alike.push(made)
    } else {
      group.files.push(each)
      group.columnSets.set(signature, columns)
    }
  }
  const names = nameTables(
    groups.map(({ files: members }) => ({
      format: members[0]?.look.format ?? '',
      files: members.map(({ file }) => file),
    })),
    tableNames,
  )
  return groups.flatMap((group, index) => planOf(names[index] ?? 'data', group.files))
}

function planOf(name: string, members: readonly LookedAt[]): TablePlan[] {
  const [first] = members
  if (first === undefined) return []
  const { format, compression, text } = first.look
  const files = members.map(
    ({ file, look, structure }): PlannedFile => ({
      file,
      header: look.header,
      ...(structure === undefined ? {} : { structure }),
    }),
  )
  return [
    {
      name,
      format,
      compression,
      options: mergedOptions(members.map(({ look }) => look.options)),
      text,
      files,
    },
  ]
}

function belongs({ file }: LookedAt, columns: readonly NamedColumn[] | undefined, group: Group): boolean {
  if (columns === undefined) return true
  const first = group.files[0]
  const isSeries = first !== undefined && seriesOf(file.path) === seriesOf(first.file.path)
  return [...group.columnSets.values()].every((other) => compatible(columns, other ?? [], isSeries))
}

function columnsOf({ look, schema }: LookedAt): readonly NamedColumn[] | undefined {
  return schema ?? look.header?.names.map((name) => ({ name }))
}

function compatible(a: readonly NamedColumn[], b: readonly NamedColumn[], isSeries: boolean): boolean {
  const [larger, smaller] = a.length >= b.length ? [a, b] : [b, a]
  const known = new Map(larger.map((column) => [column.name, column.type]))
  for (const { name, type } of smaller) {
    if (!known.has(name)) return false
    if (shapeOf(type) !== shapeOf(known.get(name))) return false
  }
  return larger.length === smaller.length || (isSeries && smaller.length > 0)
}

/** Numbers and texts widen to text; lists and objects of different insides do not go together. */
function shapeOf(type: string | undefined): string {
  if (type === undefined) return ''
  return /[([]/.test(type) && !/^(DECIMAL|ENUM)/.test(type) ? type : 'scalar'
}

/** The columns of key=value logs, the way times are written and the year of syslog are found file by file. */
function optionsKey(options: ReadOptions): string {
  return options.kind === 'log'
    ? `${options.pattern} ${options.expression} ${options.fields.map(({ timeFormat }) => timeFormat ?? '').join()}`
    : JSON.stringify(options)
}

function mergedOptions(all: readonly ReadOptions[]): ReadOptions {
  const [first] = all
  if (first === undefined) throw new RangeError('A table has at least one file.')
  if (first.kind !== 'log' || first.pattern !== 'key-value') return first
  const fields = new Map<string, LogOptions['fields'][number]>()
  for (const options of all) {
    for (const field of options.kind === 'log' ? options.fields : []) {
      const known = fields.get(field.name)
      fields.set(
        field.name,
        known === undefined || known.type === field.type ? field : { name: field.name, type: 'VARCHAR' },
      )
    }
  }
  return { ...first, fields: [...fields.values()] }
}
