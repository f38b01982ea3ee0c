import type { SplitFacts, SplitRule } from '../../../shared/model/receipt.ts'
import type { Value } from '../../../shared/model/value.ts'
import { identifier } from '../query/sql-text.ts'
import type { RoledColumn } from './column-roles.ts'
import type { FreezeTable } from './freeze-table.ts'

/** A label with more values is a measure, not a class; its values are not listed. */
const mostListedClasses = 200

export interface FreezeFigures {
  readonly kept: number
  /** In the order of the rule; empty ones too. */
  readonly splits: { readonly [name: string]: SplitFacts }
  readonly missingLabels: number
  /** Whether `classes` of the splits are listed. */
  readonly classesListed: boolean
  readonly constantFeatures: readonly string[]
}

/** Counts what each split will hold, and what checks need to know about labels and features. */
export async function freezeFigures(
  table: FreezeTable,
  rule: SplitRule,
  splitSql: string,
): Promise<FreezeFigures> {
  const label =
    table.kept.find(({ role }) => role === 'label') ?? table.kept.find(({ name }) => name === rule.stratify)
  const counts = await splitCounts(table, rule, splitSql)
  const kept = Object.values(counts).reduce((sum, rows) => sum + rows, 0)
  const classes = label === undefined ? undefined : await classCounts(table, splitSql, label)
  return {
    kept,
    splits: Object.fromEntries(
      Object.entries(counts).map(([name, rows]) => [
        name,
        {
          rows,
          classes: (classes ?? [])
            .filter((each) => each.split === name)
            .map(({ value, rows: of }) => ({ value, rows: of })),
        },
      ]),
    ),
    missingLabels: await missingLabels(table),
    classesListed: classes !== undefined,
    constantFeatures: await constantFeatures(table),
  }
}

async function splitCounts(
  table: FreezeTable,
  rule: SplitRule,
  splitSql: string,
): Promise<Record<string, number>> {
  const rows = await table.instance.texts(
    `SELECT ${splitSql}, count(*)::VARCHAR FROM ${table.table} GROUP BY 1`,
  )
  const found = new Map(rows.map(([split, count]) => [split, Number(count)]))
  return Object.fromEntries(rule.shares.map(({ name }) => [name, found.get(name) ?? 0]))
}

async function classCounts(
  table: FreezeTable,
  splitSql: string,
  label: RoledColumn,
): Promise<{ readonly split: string; readonly value: Value; readonly rows: number }[] | undefined> {
  const column = identifier(label.name)
  const { instance } = table
  const values = await instance.read(
    `SELECT 1 FROM ${table.table} GROUP BY ${column} LIMIT ${mostListedClasses + 1}`,
  )
  if (values.length > mostListedClasses) return undefined
  const rows = await instance.read(
    `SELECT ${splitSql} AS split, ${column}, count(*)::VARCHAR FROM ${table.table} GROUP BY 1, 2 ORDER BY 1, 2 NULLS LAST`,
  )
  return rows.map(([split, value, count]) => ({
    split: typeof split === 'string' ? split : '',
    value: value ?? null,
    rows: Number(count),
  }))
}

async function missingLabels(table: FreezeTable): Promise<number> {
  const label = table.kept.find(({ role }) => role === 'label')
  if (label === undefined) return 0
  const column = identifier(label.name)
  const missing = label.type === 'VARCHAR' ? `${column} IS NULL OR ${column} = ''` : `${column} IS NULL`
  const [row] = await table.instance.texts(`SELECT count(*)::VARCHAR FROM ${table.table} WHERE ${missing}`)
  return Number(row?.[0])
}

/** Features with one value (or none) in all rows. */
async function constantFeatures(table: FreezeTable): Promise<string[]> {
  const features = table.kept.filter(({ role }) => role === 'feature')
  const tests = features.map(({ name }) => {
    const column = identifier(name)
    return `min(${column}) IS NOT DISTINCT FROM max(${column}) AND count(${column}) IN (0, count(*))`
  })
  const [row] = await table.instance.read(`SELECT ${tests.join(', ')} FROM ${table.table}`)
  return features.filter((_, index) => row?.[index] === true).map(({ name }) => name)
}
