import type { z } from 'zod'
import { FirnError } from '../../../../shared/contract/errors.ts'
import type { viewSchema } from '../../../../shared/contract/query.ts'
import { identifier, text } from '../sql-text.ts'
import type { TableColumn } from './columns.ts'
import { comparedWith, type ComparisonSign } from './filter-value.ts'

/** Sorting, filters and a condition over the columns of a result. */
export type ResultView = {
  readonly [Part in keyof typeof viewSchema]?: z.output<(typeof viewSchema)[Part]>
}

type Filter = NonNullable<ResultView['filters']>[number]

/** Rows to look at: a FROM item with the columns `inTable`, and an expression that numbers them. */
export interface ViewSource {
  readonly from: string
  readonly rowNumber: string
}

export function isPlainView(view: ResultView): boolean {
  return (
    (view.sort ?? []).length === 0 && (view.filters ?? []).length === 0 && (view.where ?? '').trim() === ''
  )
}

/** A query as a source: its rows are numbered in the order in which they come. */
export function numberedSource(sql: string, columns: readonly TableColumn[]): ViewSource {
  const rowNumber = identifier(unusedName('firn row', columns))
  const names = columns.map((column) => identifier(column.inTable)).join(', ')
  return {
    from: `(SELECT *, row_number() OVER () AS ${rowNumber} FROM (\n${sql}\n) AS q(${names}))`,
    rowNumber,
  }
}

/**
 * The SELECT of a view. NULL comes last in either direction; rows that are equal in all sort columns keep the
 * order of the source, so the order is always the same. `where` must have passed the gate. Throws
 * `invalid-input` for columns that the result does not have.
 */
export function viewSql(source: ViewSource, columns: readonly TableColumn[], view: ResultView): string {
  const select = columns.map((column) => identifier(column.inTable)).join(', ')
  const conditions = (view.filters ?? []).map((filter) =>
    condition(columnNamed(columns, filter.column), filter),
  )
  const where = view.where?.trim() ?? ''
  if (where !== '') conditions.push(`(\n${where}\n)`)
  const sort = (view.sort ?? []).map(
    ({ column, descending }) =>
      `${identifier(columnNamed(columns, column).inTable)} ${descending ? 'DESC' : 'ASC'} NULLS LAST`,
  )
  return [
    `SELECT ${select} FROM ${source.from}`,
    ...(conditions.length === 0 ? [] : [`WHERE ${conditions.join(' AND ')}`]),
    `ORDER BY ${[...sort, source.rowNumber].join(', ')}`,
  ].join('\n')
}

export function columnNamed(columns: readonly TableColumn[], name: string): TableColumn {
  const column = columns.find((each) => each.name === name)
  if (column !== undefined) return column
  throw new FirnError('invalid-input', `The result has no column "${name}".`, {
    hint: `It has: ${columns.map((each) => each.name).join(', ')}.`,
  })
}

const signs: {
  readonly [Operator in Exclude<Filter['operator'], 'contains' | 'is-null' | 'is-not-null'>]: ComparisonSign
} = {
  equals: '=',
  'not-equals': 'IS DISTINCT FROM',
  less: '<',
  'at-most': '<=',
  greater: '>',
  'at-least': '>=',
}

/** One filter as SQL. `not-equals` keeps rows without a value: they are not equal either. */
function condition(column: TableColumn, filter: Filter): string {
  const name = identifier(column.inTable)
  if (filter.operator === 'is-null') return `${name} IS NULL`
  if (filter.operator === 'is-not-null') return `${name} IS NOT NULL`
  if (filter.value === undefined)
    throw new FirnError('invalid-input', `The filter on "${filter.column}" has no value.`)
  if (filter.operator === 'contains')
    return `contains(lower(CAST(${name} AS VARCHAR)), lower(${text(filter.value)}))`
  return comparedWith(column, name, signs[filter.operator], filter.value)
}

function unusedName(name: string, columns: readonly TableColumn[]): string {
  const taken = new Set(columns.map((column) => column.inTable.toLowerCase()))
  let free = name
  while (taken.has(free)) free = `${free}_`
  return free
}
