import type { RowDifferenceKind } from '../../../shared/model/difference.ts'
import { columnSql, type CommonColumn } from './column-plan.ts'
import { keyForms, type Side } from './key-facts.ts'
import type { Sides } from './sources.ts'

/** How rows find each other. */
export interface AlignmentPlan {
  /** Columns that name a row; none: whole rows are compared as a multiset. */
  readonly key: readonly CommonColumn[]
  /** Common columns besides the key. Bit `i` of a row's marks says that the value of column `i` differs. */
  readonly values: readonly CommonColumn[]
  /** Some keys occur more than once on a side; the table `repeated_keys` holds them. */
  readonly repeated: boolean
}

/** Numbers of the kinds in SQL, in the order in which filters and counts name them. */
export const kindNumbers: Readonly<Record<RowDifferenceKind, number>> = {
  same: 0,
  changed: 1,
  removed: 2,
  added: 3,
}

/** Marks are kept in words of so many bits: a shift beyond 63 bits overflows. */
const bitsPerWord = 60

/** The place of a column's mark: the name of its word, and the bit in it. */
export function markOf(index: number): { readonly word: string; readonly bit: string } {
  return { word: `m${Math.floor(index / bitsPerWord)}`, bit: (1n << BigInt(index % bitsPerWord)).toString() }
}

export function markWords({ values }: AlignmentPlan): string[] {
  return Array.from({ length: Math.ceil(values.length / bitsPerWord) }, (_, word) => `m${word}`)
}

/** The table of keys that occur more than once on either side. */
export function repeatedKeysSql(sides: Sides, key: readonly CommonColumn[]): string {
  const names = key.map((_, index) => `k${index}`).join(', ')
  const repeated = (side: Side) =>
    `SELECT ${named(keyForms(key, side), 'k')} FROM ${sides[side]} GROUP BY ${names} HAVING count(*) > 1`
  return `CREATE OR REPLACE TABLE repeated_keys AS ${repeated('a')} UNION ${repeated('b')}`
}

/**
 * One row for each row of the two grids: `kind`, the marks of changed columns and `bad` (its key is repeated
 * or has a NULL), and the key as `k0`, `k1`, …. With `located`, also the positions `ra` and `rb` in the tables of
 * the sides; this and repeated keys need sides that are held.
 */
export function alignmentSql(sides: Sides, plan: AlignmentPlan, located: boolean): string {
  if (plan.key.length === 0 && plan.values.length === 0) return nothingInCommon(sides, located)
  if (plan.key.length === 0) return wholeRowsSql(sides, plan, '')
  if (!plan.repeated) return keyedSql(sides, plan, located)
  return `${keyedSql(sides, plan, located)} UNION ALL BY NAME ${wholeRowsSql(sides, plan, 'SEMI')}`
}

/** Keeps the alignment of held sides, unsorted, as the table `joined`. */
export function joinedSql(sides: Sides, plan: AlignmentPlan): string {
  return `CREATE OR REPLACE TABLE joined AS ${alignmentSql(sides, plan, true)}`
}

/** The table `aligned` from `joined`: sorted by key, rows without one last. A row's `rowid` is its position. */
export function sortedSql({ key }: AlignmentPlan): string {
  const keys = key.map((_, index) => `k${index}`)
  const order = [...keys.map((name) => `${name} NULLS LAST`), 'coalesce(ra, rb)', 'ra', 'rb']
  const without = keys.length === 0 ? '' : `EXCLUDE (${keys.join(', ')})`
  return `CREATE OR REPLACE TABLE aligned AS SELECT * ${without} FROM joined ORDER BY ${order.join(', ')}`
}

/** The table `aligned` of a version with itself. */
export function equalSql(rows: string, plan: AlignmentPlan): string {
  const marks = markWords(plan).map((word) => `0::UBIGINT AS ${word}`)
  const list = ['0 AS kind', ...marks, 'false AS bad', 'rowid AS ra', 'rowid AS rb']
  return `CREATE OR REPLACE TABLE aligned AS SELECT ${list.join(', ')} FROM ${rows}`
}

/** Rows whose key is unique on both sides, matched by it. NULL matches NULL. */
function keyedSql(sides: Sides, plan: AlignmentPlan, located: boolean): string {
  const { key, values } = plan
  const words = markWords(plan)
  const side = (name: Side) => {
    const extra = `true AS here${located ? ', rowid AS r' : ''}`
    return plan.repeated
      ? `(SELECT x.*, ${extra.replace('rowid', 'x.rowid')} FROM ${onRepeatedKeys(sides, plan, name, 'ANTI')})`
      : `(SELECT *, ${extra} FROM ${sides[name]})`
  }
  const [formsA, formsB] = [keyForms(key, 'a', 'a'), keyForms(key, 'b', 'b')]
  const on = formsA.map((form, index) => `${form} IS NOT DISTINCT FROM ${formsB[index] ?? ''}`).join(' AND ')
  const keys = formsA.map((form, index) => `coalesce(${form}, ${formsB[index] ?? ''}) AS k${index}`)
  const marks = words.map((word) => {
    const bits = values.flatMap((column, index) => (markOf(index).word === word ? [mark(column, index)] : []))
    return `CASE WHEN a.here AND b.here THEN ${bits.join(' | ')} ELSE 0 END AS ${word}`
  })
  const changed = words.length === 0 ? 'false' : words.map((word) => `${word} <> 0`).join(' OR ')
  const noKey = key.map((_, index) => `k${index} IS NULL`).join(' OR ')
  const inner = [
    ...keys,
    ...marks,
    'a.here AS in_a',
    'b.here AS in_b',
    ...(located ? ['a.r AS ra', 'b.r AS rb'] : []),
  ]
  const outer = [
    `CASE WHEN in_b IS NULL THEN 2 WHEN in_a IS NULL THEN 3 WHEN ${changed} THEN 1 ELSE 0 END AS kind`,
    ...words,
    `(${noKey}) AS bad`,
    ...key.map((_, index) => `k${index}`),
    ...(located ? ['ra', 'rb'] : []),
  ]
  return `SELECT ${outer.join(', ')} FROM (SELECT ${inner.join(', ')} FROM ${side('a')} AS a FULL JOIN ${side('b')} AS b ON ${on})`
}

/**
 * Rows compared as a whole, as a multiset: equal ones pair off, what is left is removed or added. Which of
 * several rows of one key "became" which cannot be known, so none of them counts as changed.
 */
function wholeRowsSql(sides: Sides, plan: AlignmentPlan, join: '' | 'SEMI'): string {
  const columns = [...plan.key, ...plan.values]
  const rows = (side: Side, list: string) =>
    `SELECT x.rowid AS ${list}, ${named(keyForms(columns, side, 'x'), 'v')} FROM ${
      join === '' ? `${sides[side]} AS x` : onRepeatedKeys(sides, plan, side, join)
    }`
  const groups = columns.map((_, index) => `v${index}`).join(', ')
  const keys = plan.key.map((_, index) => `v${index} AS k${index}`)
  const pairs = `SELECT ${[...keys, 'unnest(list_sort(la)) AS ra', 'unnest(list_sort(lb)) AS rb'].join(', ')} FROM (
    SELECT ${groups}, list(ra) FILTER (ra IS NOT NULL) AS la, list(rb) FILTER (rb IS NOT NULL) AS lb
    FROM (${rows('a', 'ra')} UNION ALL BY NAME ${rows('b', 'rb')}) GROUP BY ${groups})`
  const words = markWords(plan).map((word) => `0::UBIGINT AS ${word}`)
  const names = plan.key.map((_, index) => `k${index}`)
  const bad = join === '' ? 'false' : 'true'
  const kind = 'CASE WHEN rb IS NULL THEN 2 WHEN ra IS NULL THEN 3 ELSE 0 END AS kind'
  return `SELECT ${[kind, ...words, `${bad} AS bad`, 'ra', 'rb', ...names].join(', ')} FROM (${pairs})`
}

/** Without common columns no row can be found again: all are removed, and all are added. */
function nothingInCommon(sides: Sides, located: boolean): string {
  const rows = (side: Side, kind: number) =>
    `SELECT ${kind} AS kind, false AS bad${located ? `, rowid AS r${side}` : ''} FROM ${sides[side]}`
  return `${rows('a', kindNumbers.removed)} UNION ALL BY NAME ${rows('b', kindNumbers.added)}`
}

/** A side, called `x`, with or without the rows whose key is repeated. */
function onRepeatedKeys(sides: Sides, { key }: AlignmentPlan, side: Side, join: 'SEMI' | 'ANTI'): string {
  const on = keyForms(key, side, 'x').map((form, index) => `${form} IS NOT DISTINCT FROM repeated.k${index}`)
  return `${sides[side]} AS x ${join} JOIN repeated_keys AS repeated ON ${on.join(' AND ')}`
}

function mark(column: CommonColumn, index: number): string {
  const left = column.pair.a(columnSql(column.a, 'a'))
  const right = column.pair.b(columnSql(column.b, 'b'))
  return `CASE WHEN ${left} IS DISTINCT FROM ${right} THEN ${markOf(index).bit}::UBIGINT ELSE 0 END`
}

function named(forms: readonly string[], letter: string): string {
  return forms.map((form, index) => `${form} AS ${letter}${index}`).join(', ')
}
