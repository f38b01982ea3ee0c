import type { LineageInput } from '../../../shared/model/lineage.ts'
import type { Column } from '../../../shared/model/table.ts'
import { text } from './sql-text.ts'

/** Rows that a name in SQL stands for: a table of a snapshot, or a file. */
export interface Relation {
  /** A SELECT that reads exactly these rows, with explicit format, columns and types. */
  readonly sql: string
  /** The files that `sql` reads, exactly; an instance allows no others. Their hashes are proven. */
  readonly readPaths: readonly string[]
  readonly columns: readonly Column[]
  /** Known when every row was counted. */
  readonly rows?: number
  /**
   * A SELECT of the rows [from, from + count), in the order of `sql` and with its columns, that finds them by
   * their number instead of reading everything before them. Only together with `rows`. `parquetPages` makes one.
   */
  readonly page?: (from: number, count: number) => string
  /** The snapshot, for lineage; absent for files. */
  readonly input?: LineageInput
  /** Rows that could not be read and are therefore not among these. */
  readonly rejected?: number
  /** The file or folder as the user named it; absent for snapshots. */
  readonly file?: string
}

export interface RelationOptions {
  readonly signal: AbortSignal
  /** Finds versions that were expired, too: a recipe is rebuilt on the inputs it had. */
  readonly expired?: boolean
}

/** Finds what a name in SQL stands for. */
export interface RelationSource {
  /**
   * `events`, `events@v3/clicks`, `./a.csv`. Throws `not-found` or `ambiguous` with a list of what exists,
   * `not-allowed` for a file that was not opened, and whatever reading the schema throws.
   */
  relation(name: string, options: RelationOptions): Promise<Relation>
  /**
   * Told that reading a file failed within a query. True: it had been judged by a sample only, and the next
   * `relation` reads all of it first, so that the query is worth another try.
   */
  misread?(file: string): boolean
}

/**
 * Makes `Relation.page` for rows that lie in Parquet files, in this order, each with its number of rows.
 * `read` writes the SELECT over some of the files (the ones a page touches) with the columns of the relation;
 * it is given a FROM item and must keep its order.
 */
export function parquetPages(
  files: readonly { readonly path: string; readonly rows: number }[],
  read: (from: string) => string,
): (from: number, count: number) => string {
  return (from, count) => {
    const parts: string[] = []
    let before = 0
    for (const file of files) {
      const first = Math.max(from - before, 0)
      const end = Math.min(from + count - before, file.rows)
      before += file.rows
      if (first >= end) continue
      const rows = `file_row_number BETWEEN ${first} AND ${end - 1}`
      parts.push(
        `FROM read_parquet([${text(file.path)}], file_row_number = true) SELECT * EXCLUDE (file_row_number) WHERE ${rows}`,
      )
    }
    const first = files[0]
    if (parts.length > 0) return read(`(${parts.join(' UNION ALL ')})`)
    return first === undefined
      ? read('(SELECT 1 LIMIT 0)')
      : read(`(FROM read_parquet([${text(first.path)}]) LIMIT 0)`)
  }
}
