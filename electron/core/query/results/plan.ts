import { identifier } from '../sql-text.ts'
import type { PreparedQuery } from '../prepare.ts'
import type { TableColumn } from './columns.ts'
import { isPlainView, numberedSource, type ResultView, type ViewSource, viewSql } from './view-sql.ts'

/** How the rows of a result come about, independent of any process that computes them. */
export interface ResultPlan {
  readonly prepared: PreparedQuery
  readonly columns: readonly TableColumn[]
  /** Another run may give other rows: the query may, or a condition of the view. */
  readonly volatile: boolean
  /** A SELECT with the columns `inTable`, over the views of `prepared`: the whole result. */
  readonly sql: string
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
  return {
    prepared,
    columns,
    volatile: prepared.volatile || view.volatile,
    sql: plain ? renamed(prepared.sql) : viewSql(numberedSource(prepared.sql, columns), columns, view),
    pages:
      plain && page !== undefined && rows !== undefined
        ? { rows, sql: (from, count) => renamed(page(from, count)) }
        : undefined,
  }
}

/** A view of a planned result, computed from its SQL. */
export function planView(base: ResultPlan, view: CheckedView): ResultPlan {
  const { prepared, columns } = base
  return {
    prepared,
    columns,
    volatile: base.volatile || view.volatile,
    sql: viewSql(numberedSource(base.sql, columns), columns, view),
    pages: undefined,
  }
}

/** The same view, computed from the table that holds the result. */
export function viewOfTable(table: string, columns: readonly TableColumn[], view: ResultView): string {
  const source: ViewSource = { from: identifier(table), rowNumber: 'rowid' }
  return viewSql(source, columns, view)
}
