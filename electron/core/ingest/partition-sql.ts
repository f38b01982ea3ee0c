import { type PartitionColumn, partitionsOf } from '../../../shared/model/partitions.ts'
import type { Column, Table, TypeConflict } from '../../../shared/model/table.ts'
import { identifier, text } from '../query/sql-text.ts'
import { castSql } from './column-types.ts'

/** A file of a table and what the engine reads for it, in its order. */
export interface ReadFile {
  readonly file: string
  readonly paths: readonly string[]
}

/** A SELECT of the columns that are in some files of a table and, on request, of the path that each row is from. */
export type SelectFiles = (files: readonly ReadFile[], fileColumn?: string) => string

interface PartitionedTable {
  readonly columns: readonly Pick<Column, 'name' | 'type'>[]
  readonly partitions?: readonly PartitionColumn[]
  readonly conflicts: readonly TypeConflict[]
  readonly options: Table['options']
}

/** A table without the columns that folders state. */
export function columnsOfFiles<Of extends PartitionedTable>(table: Of): Of {
  const { partitions } = table
  if (partitions === undefined) return table
  const stated = new Set(partitions.map(({ column }) => column))
  const columns = table.columns.filter(({ name }) => !stated.has(name))
  // Records are read by the names of their columns, and of no column there is no record.
  return columns.length > 0 || table.options.kind !== 'json' ? { ...table, columns } : table
}

/**
 * Files that are read in one go, so that the values of each are looked up among few. What a filter of a query leaves of
 * a run is found by the engine file by file: 10,000 files took 2.4 s of processor time to plan and read in runs of
 * 100, and did not end in one run.
 */
const filesInRun = 100

/**
 * Rows with the values that the folders of their files state. The engine gets them as expressions over the path of
 * the file, and opens only the files that a filter on such columns leaves. Files of equal bytes are one object of a
 * store: those with different values are read in different runs.
 */
export function selectPartitioned(
  table: PartitionedTable,
  files: readonly ReadFile[],
  select: SelectFiles,
): string {
  const partitions = table.partitions ?? []
  const stated = new Map(partitions.map((partition) => [partition.column, partition]))
  const lenient = new Set(table.conflicts.map(({ column }) => column))
  // Of a column of another name the engine does not see that whole files can be left out.
  let fileColumn = 'filename'
  while (table.columns.some(({ name }) => name.toLowerCase() === fileColumn)) fileColumn += '_'
  const runs = runsOf(files, partitions).map((run) => {
    const paths = run.flatMap((each) => each.paths)
    const number = `list_position([${paths.map(text).join(', ')}], ${identifier(fileColumn)})`
    const columns = table.columns.map(({ name, type }) => {
      const partition = stated.get(name)
      if (partition === undefined) return identifier(name)
      const values = run.flatMap(({ file, paths: own }) => {
        const value = partitionsOf(file).get(partition.key) ?? null
        return own.map(() => (value === null || (value === '' && type !== 'VARCHAR') ? 'NULL' : text(value)))
      })
      const [first = 'NULL'] = values
      const as = (expression: string) => `${expression} AS ${identifier(name)}`
      if (values.every((value) => value === first))
        return as(castSql(type, `CAST(${first} AS VARCHAR)`, {}, lenient.has(name)))
      const list = `[${values.join(', ')}]`
      // Of what may fail in a row, as a cast may, the engine makes no filter on files: the list is cast beforehand.
      return as(
        lenient.has(name)
          ? castSql(type, `(${list})[${number}]`, {}, true)
          : `(CAST(${list} AS ${type}[]))[${number}]`,
      )
    })
    return `SELECT ${columns.join(', ')} FROM (${select(run, fileColumn)})`
  })
  return runs.join(' UNION ALL ')
}

/** Files in runs in which no path has two values; those of equal values stay together where there are many. */
function runsOf(
  files: readonly ReadFile[],
  partitions: readonly PartitionColumn[],
): readonly (readonly ReadFile[])[] {
  const runs: ReadFile[][] = []
  let left = files.filter(({ paths }) => paths.length > 0)
  while (left.length > 0) {
    const again: ReadFile[] = []
    let run: ReadFile[] = []
    let before = ''
    const claimed = new Map<string, string>()
    for (const each of left) {
      const found = partitionsOf(each.file)
      const values = JSON.stringify(partitions.map(({ key }) => found.get(key) ?? null))
      if (each.paths.some((path) => claimed.has(path) && claimed.get(path) !== values)) {
        again.push(each)
        continue
      }
      if (run.length >= filesInRun && values !== before) {
        runs.push(run)
        run = []
      }
      run.push(each)
      before = values
      for (const path of each.paths) claimed.set(path, values)
    }
    if (run.length > 0) runs.push(run)
    left = again
  }
  return runs
}
