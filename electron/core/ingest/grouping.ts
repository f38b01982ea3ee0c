import { nameFrom } from '../../../shared/model/names.ts'
import type { ReadOptions } from '../../../shared/model/table.ts'
import { seriesOf, stemOf } from './file-names.ts'
import type { Look } from './file-look.ts'
import type { InputFile } from './input-files.ts'
import type { PlannedFile, TablePlan } from './table-plan.ts'

export interface LookedAt {
  readonly file: InputFile
  readonly look: Extract<Look, { kind: 'table' }>
  /** Columns of formats that carry them (Parquet, JSON, Arrow): names with types. */
  readonly schema?: readonly { readonly name: string; readonly type: string }[]
}

/**
 * Puts files together to tables. Files of one folder are one table when they have the same format and options
 * and the same columns; where one file has all the columns of another and more, they are one table only if
 * their names make a series (`listed-v1-2015.csv`, `listed-v3-2024.csv`).
 */
export function groupFiles(files: readonly LookedAt[], tableNames: Readonly<Record<string, string>> = {}): TablePlan[] {
  const groups: LookedAt[][] = []
  for (const each of files) {
    const group = groups.find((others) => belongs(each, others))
    if (group === undefined) groups.push([each])
    else group.push(each)
  }
  return named(groups, tableNames)
}

function belongs(each: LookedAt, group: readonly LookedAt[]): boolean {
  const first = group[0]
  if (first === undefined || folderOf(each) !== folderOf(first)) return false
  if (each.look.format !== first.look.format || each.look.compression !== first.look.compression) return false
  if (JSON.stringify(each.look.text) !== JSON.stringify(first.look.text)) return false
  if (optionsKey(each.look.options) !== optionsKey(first.look.options)) return false
  const columns = columnsOf(each)
  if (columns === undefined) return true
  const isSeries = seriesOf(each.file.path) === seriesOf(first.file.path)
  return group.every((other) => compatible(columns, columnsOf(other) ?? [], isSeries))
}

/** Formats that name their columns give types too: nested ones must agree, or the table would be of text. */
function columnsOf({ look, schema }: LookedAt): readonly { name: string; type?: string }[] | undefined {
  if (schema !== undefined) return schema
  if (look.header === undefined) return undefined
  return look.header.names.map((name) => ({ name }))
}

type Named = { name: string; type?: string }

function compatible(a: readonly Named[], b: readonly Named[], isSeries: boolean): boolean {
  const larger = a.length >= b.length ? a : b
  const smaller = a.length >= b.length ? b : a
  const known = new Map(larger.map((column) => [column.name, column.type]))
  for (const { name, type } of smaller) {
    if (!known.has(name)) return false
    if (shapeOf(type) !== shapeOf(known.get(name))) return false
  }
  return larger.length === smaller.length || (isSeries && smaller.length > 0)
}

function shapeOf(type: string | undefined): string {
  if (type === undefined) return ''
  return /[([]/.test(type) && !/^(DECIMAL|ENUM)/.test(type) ? type : 'scalar'
}

function folderOf({ file }: LookedAt): string {
  const slash = file.path.lastIndexOf('/')
  return slash === -1 ? '' : file.path.slice(0, slash)
}

function optionsKey(options: ReadOptions): string {
  // The columns of key=value logs and the year of syslog are found file by file.
  return options.kind === 'log' ? `${options.pattern} ${options.expression}` : JSON.stringify(options)
}

function named(groups: readonly (readonly LookedAt[])[], tableNames: Readonly<Record<string, string>>): TablePlan[] {
  const taken = new Map<string, { format: string; folder: string }>()
  const severalIn = new Map<string, number>()
  for (const group of groups) {
    const first = group[0]
    if (first !== undefined && group.length > 1) severalIn.set(folderOf(first), (severalIn.get(folderOf(first)) ?? 0) + 1)
  }
  return groups.flatMap((group): TablePlan[] => {
    const [first] = group
    if (first === undefined) return []
    const { look } = first
    const inherited = group.map(({ file }) => tableNames[file.path]).find((each) => each !== undefined)
    const base = inherited ?? nameFrom(baseName(group, severalIn.get(folderOf(first)) ?? 0))
    const name = uniqueName(base, look.format, first.file.folder, taken)
    const files = group.map(({ file, look: { header } }): PlannedFile => ({ file, header }))
    return [{ name, format: look.format, compression: look.compression, options: mergedOptions(group), text: look.text, files }]
  })
}

/** A single file gives its stem; several the name of their folder, or what their stems begin with. */
function baseName(group: readonly LookedAt[], tablesOfSeveral: number): string {
  const [first] = group
  if (first === undefined) return ''
  if (group.length === 1) return stemOf(first.file.path)
  const shared = sharedBeginning(group.map(({ file }) => stemOf(file.path)))
  const allNamed = group.every(({ file }) => file.named)
  return (tablesOfSeveral > 1 || allNamed) && shared.length >= 3 ? shared : first.file.folder
}

function sharedBeginning(stems: readonly string[]): string {
  let shared = stems[0] ?? ''
  for (const stem of stems) while (!stem.startsWith(shared)) shared = shared.slice(0, -1)
  return shared.replace(/([._-]+v?|\d+)+$/i, '')
}

/** Two tables of one name are told apart by their formats, else by their folders, else by a number. */
function uniqueName(base: string, format: string, folder: string, taken: Map<string, { format: string; folder: string }>): string {
  const other = taken.get(base)
  const choices = [
    ...(other === undefined ? [base] : []),
    ...(other !== undefined && other.format !== format ? [`${base}-${format}`] : []),
    ...(other !== undefined && other.folder !== folder ? [nameFrom(`${folder}-${base}`)] : []),
  ]
  let name = choices.find((each) => !taken.has(each)) ?? base
  for (let number = 2; taken.has(name); number += 1) name = `${base}-${number}`
  taken.set(name, { format, folder })
  return name
}

function mergedOptions(group: readonly LookedAt[]): ReadOptions {
  const first = group[0]?.look.options
  if (first === undefined || first.kind !== 'log' || first.pattern !== 'key-value') return first ?? { kind: 'parquet' }
  const fields = new Map<string, (typeof first.fields)[number]>()
  for (const { look } of group) {
    if (look.options.kind !== 'log') continue
    for (const field of look.options.fields) {
      const known = fields.get(field.name)
      fields.set(field.name, known === undefined || known.type === field.type ? field : { name: field.name, type: 'VARCHAR' })
    }
  }
  return { ...first, fields: [...fields.values()] }
}
