import type { ColumnProfile } from '../../../../shared/model/profile.ts'
import type { Row, Value } from '../../../../shared/model/value.ts'
import { parseSqlType } from '../../../../shared/model/sql-type.ts'
import { identifier } from '../sql-text.ts'
import { type Axis, axisOf } from './axis.ts'

/** A column to look at; `inTable` is its name in the SQL. */
export interface ProfiledColumn {
  readonly name: string
  readonly inTable: string
  readonly type: string
}

/** What one pass over the rows tells of a column. */
export interface Figures {
  /** As it is shown. */
  readonly shown: Pick<
    ColumnProfile,
    'missing' | 'distinct' | 'distinctExact' | 'min' | 'max' | 'mean' | 'median' | 'sum' | 'longest'
  >
  /** Both ends of the axis, infinities left out. */
  readonly from: bigint | number | undefined
  readonly to: bigint | number | undefined
}

/** Up to this many rows every value is counted; beyond, the number of different ones is estimated (HyperLogLog, about 2 %). */
const exactDistinctRows = 200_000
/** The aggregates of one column, each under the name that `readFigures` looks for. */
export function figureSql(
  column: ProfiledColumn,
  rows: number | undefined,
): readonly (readonly [name: string, sql: string])[] {
  const name = identifier(column.inTable)
  const kind = kindOf(column.type)
  const exact = rows !== undefined && rows <= exactDistinctRows && kind !== 'nested'
  const axis = axisOf(column.type)
  const finite = mayBeInfinite(column.type) ? ` FILTER (WHERE isfinite(${name}))` : ''
  const figures: [string, string][] = [['missing', `count(*) - count(${name})`]]
  if (kind !== 'nested')
    figures.push(['distinct', exact ? `count(DISTINCT ${name})` : `approx_count_distinct(${name})`])
  if (kind === 'text') figures.push(['longest', `max(length(${name}))`])
  if (kind !== 'nested') figures.push(['min', `min(${name})`], ['max', `max(${name})`])
  if (kind === 'number') {
    figures.push(['mean', `avg(${name})${finite}`], ['sum', `sum(${name})${finite}`])
  }
  if (axis !== undefined) {
    if (column.type !== 'TIME') figures.push(['median', `approx_quantile(${name}, 0.5)${finite}`])
    figures.push(['from', `min(${axis.place(name)})${finite}`], ['to', `max(${axis.place(name)})${finite}`])
  }
  return figures
}

/** Reads the figures of a column from the aggregates' values, in the order of `figureSql`. */
export function readFigures(
  column: ProfiledColumn,
  names: readonly string[],
  values: Row,
  rows: number,
): Figures {
  const value = (name: string): Value => values[names.indexOf(name)] ?? null
  const axis = axisOf(column.type)
  const present = (name: string) => (value(name) === null ? {} : { [name]: value(name) })
  const place = (name: string) => (value(name) === null ? undefined : placeOf(axis, value(name)))
  const mean = value('mean')
  const longest = value('longest')
  const missing = Number(value('missing'))
  return {
    shown: {
      missing,
      // An estimate may exceed what there is.
      distinct: Math.min(Number(value('distinct') ?? 0), rows - missing),
      distinctExact: rows <= exactDistinctRows && names.includes('distinct'),
      ...present('min'),
      ...present('max'),
      ...present('median'),
      ...present('sum'),
      ...(mean === null ? {} : { mean: Number(mean) }),
      ...(longest === null ? {} : { longest: Number(longest) }),
    },
    from: place('from'),
    to: place('to'),
  }
}

function placeOf(axis: Axis | undefined, value: Value): bigint | number {
  return axis?.kind === 'whole' ? BigInt(String(value)) : Number(value)
}

export function mayBeInfinite(type: string): boolean {
  return /^(DOUBLE|FLOAT|DATE|TIMESTAMP)/.test(type)
}

/** How much can be said of a type: of nested ones and BLOBs only how many are missing. */
export function kindOf(type: string): 'number' | 'text' | 'nested' | 'other' {
  if (parseSqlType(type).kind !== 'scalar' || /^(BLOB|BIT|VARIANT|GEOMETRY|UNION)/.test(type)) return 'nested'
  if (/^(U?(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT)|DOUBLE|FLOAT|DECIMAL)/.test(type)) return 'number'
  return type === 'VARCHAR' || type === 'JSON' ? 'text' : 'other'
}
