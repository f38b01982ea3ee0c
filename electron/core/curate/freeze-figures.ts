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

/** Rows in which a feature or label is looked at first: what varies there varies. */
const firstRows = 10_000

/** Counts what each split will hold, and what checks need to know about labels and features. Rows must have their split. */
export async function freezeFigures(table: FreezeTable, rule: SplitRule): Promise<FreezeFigures> {
  const label =
    table.kept.find(({ role }) => role === 'label') ?? table.kept.find(({ name }) => name === rule.stratify)
  const classes = label === undefined ? undefined : await classCounts(table, rule, label)
  const counts = classes === undefined ? await splitCounts(table) : rowsPerSplit(classes)
  const splits = rule.shares.map(({ name }, index): [string, SplitFacts] => [
    name,
    {
      rows: counts.get(index) ?? 0,
      classes: (classes ?? [])
        .filter(({ split }) => split === index)
        .map(({ value, rows }) => ({ value, rows })),
    },
  ])
  return {
    kept: splits.reduce((sum, [, { rows }]) => sum + rows, 0),
    splits: Object.fromEntries(splits),
    missingLabels: await missingLabels(table),
    classesListed: classes !== undefined,
    constantFeatures: await constantFeatures(table),
  }
}

interface ClassRows {
  readonly split: number
  readonly value: Value
  readonly rows: number
}

async function splitCounts({ instance, table, split }: FreezeTable): Promise<ReadonlyMap<number, number>> {
  const rows = await instance.texts(`SELECT ${split}::VARCHAR, count(*)::VARCHAR FROM ${table} GROUP BY 1`)
  return new Map(rows.map(([number, count]) => [Number(number), Number(count)]))
}

function rowsPerSplit(classes: readonly ClassRows[]): ReadonlyMap<number, number> {
  const counts = new Map<number, number>()
  for (const { split, rows } of classes) counts.set(split, (counts.get(split) ?? 0) + rows)
  return counts
}

/** Undefined when there are too many values. */
async function classCounts(
  { instance, table, split }: FreezeTable,
  rule: SplitRule,
  label: RoledColumn,
): Promise<readonly ClassRows[] | undefined> {
  const column = identifier(label.name)
  const most = mostListedClasses * rule.shares.length
  const early = await instance.read(
    `SELECT 1 FROM (SELECT ${column} FROM ${table} LIMIT ${firstRows}) GROUP BY ${column} LIMIT ${mostListedClasses + 1}`,
  )
  if (early.length > mostListedClasses) return undefined
  const rows = await instance.read(
    `SELECT ${split}::VARCHAR, ${column}, count(*)::VARCHAR FROM ${table} GROUP BY ${split}, ${column} ORDER BY ${split}, ${column} NULLS LAST LIMIT ${most + 1}`,
  )
  const values = new Set(rows.map(([, value]) => JSON.stringify(value)))
  if (rows.length > most || values.size > mostListedClasses) return undefined
  return rows.map(([number, value, count]) => ({
    split: Number(number),
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
async function constantFeatures({ instance, table, kept }: FreezeTable): Promise<string[]> {
  let features = kept.filter(({ role }) => role === 'feature').map(({ name }) => name)
  for (const rows of [`LIMIT ${firstRows}`, '']) {
    if (features.length === 0) return []
    const tests = features.map((name) => {
      const column = identifier(name)
      return `min(${column}) IS NOT DISTINCT FROM max(${column}) AND count(${column}) IN (0, count(*))`
    })
    const names = features.map((name) => identifier(name)).join(', ')
    const [row] = await instance.read(
      `SELECT ${tests.join(', ')} FROM (SELECT ${names} FROM ${table} ${rows})`,
    )
    features = features.filter((_, index) => row?.[index] === true)
  }
  return features
}
