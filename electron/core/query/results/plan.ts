import { identifier } from '../sql-text.ts'
import type { PreparedQuery } from '../prepare.ts'
import type { TableColumn } from './columns.ts'
import {
  columnNamed,
  isPlainView,
  numberedSource,
  type ResultView,
  type ViewSource,
  viewSql,
} from './view-sql.ts'

/** How the rows of a result come about, independent of any process that computes them. */
export interface ResultPlan {
  readonly prepared: PreparedQuery
  readonly columns: readonly TableColumn[]
  /** Another run may give other rows: the query may, or a condition of the view. */
  readonly volatile: boolean
  /** A SELECT with the columns `inTable`, over the views of `prepared`: the whole result. */
  readonly sql: string
  /** The same as people read it and can run it again: as it was typed, with its sorting and filters around it. */
  readonly readable: string
  /** Rows by their number, straight from the files, and how many there are. */
  readonly pages: { readonly rows: number; readonly sql: (from: number, count: number) => string } | undefined
}

/** Sorting and filters that passed the gate. */
export interface CheckedView extends ResultView {
  readonly volatile: boolean
}

/** The plan of a query as it stands, or of a sorted and filtered look at it. */
export function planQuery(
  prepared: PreparedQuery,
  columns: readonly TableColumn[],
  view: CheckedView,
): ResultPlan {
  const plain = isPlainView(view)
  const { plain: relation } = prepared
  const renamed = (sql: string) =>
    `SELECT * FROM (\n${sql}\n) AS q(${columns.map(({ inTable }) => identifier(inTable)).join(', ')})`
  const { page, rows } = relation ?? {}
  const sql = plain ? renamed(prepared.sql) : viewSql(numberedSource(prepared.sql, columns), columns, view)
  return {
    prepared,
    columns,
    volatile: prepared.volatile || view.volatile,
    sql,
    readable: plain ? prepared.sql : sql,
    pages:
      plain && page !== undefined && rows !== undefined
        ? { rows, sql: (from, count) => renamed(page(from, count)) }
        : undefined,
  }
}

/** A view of a planned result, computed from its SQL. */
export function planView(base: ResultPlan, view: CheckedView): ResultPlan {
  const { prepared, columns } = base
  const sql = viewSql(numberedSource(base.sql, columns), columns, view)
  return {
    prepared,
    columns,
    volatile: base.volatile || view.volatile,
    sql,
    readable: sql,
    pages: undefined,
  }
}

/** A SELECT that gives these columns of a result again, or all of them; throws `invalid-input` for unknown ones. */
export function selectOf(
  { prepared, columns, sql, readable }: ResultPlan,
  names?: readonly string[],
): string {
  if (prepared.explain !== 'no') return prepared.typed
  const chosen = names?.map((name) => columnNamed(columns, name).inTable)
  if (chosen === undefined || chosen.length === columns.length) return readable
  return `SELECT ${chosen.map(identifier).join(', ')} FROM (\n${sql}\n)`
}

/** The same view, computed from the table that holds the result. */
export function viewOfTable(table: string, columns: readonly TableColumn[], view: ResultView): string {
  const source: ViewSource = { from: identifier(table), rowNumber: 'rowid' }
  return viewSql(source, columns, view)
}
