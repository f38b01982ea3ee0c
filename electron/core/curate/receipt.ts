import { z } from 'zod'
import { FirnError } from '../../../shared/contract/errors.ts'
import type { LineageInput } from '../../../shared/model/lineage.ts'
import type { FreezePlan, Receipt, StoredReceipt } from '../../../shared/model/receipt.ts'
import type { Value } from '../../../shared/model/value.ts'
import { definedFields } from './defined-fields.ts'

/** What a receipt states by itself; the rest is the snapshot's. */
export type ReceiptFacts = Pick<
  FreezePlan,
  'columns' | 'rows' | 'duplicates' | 'rule' | 'splits' | 'checks' | 'sql'
> &
  Pick<Receipt, 'where' | 'dedupe' | 'leaks'>

const count = z.string().regex(/^\d+$/).transform(Number)
const thresholds = z.object({
  value: z.string().nullable().optional(),
  bounds: z.array(z.object({ split: z.string(), below: z.string().regex(/^\d+$/) })),
})

const stored = z.object({
  format: z.literal('receipt-1'),
  columns: z.array(
    z.object({
      name: z.string(),
      type: z.string(),
      role: z.enum(['id', 'feature', 'label', 'weight', 'ignore']),
    }),
  ),
  rows: z.object({ source: count, filtered: count, kept: count }),
  duplicates: z.object({ equalRows: count, removed: count, idsWithSeveralRows: count }),
  rule: z.object({
    hash: z.literal('md5-64-1'),
    seed: z.string(),
    hashed: z.array(z.string()),
    shares: z.array(z.object({ name: z.string(), share: z.number() })),
    stratify: z.string().optional(),
    thresholds: z.array(thresholds),
    fallback: thresholds,
    inheritedFrom: z.number().optional(),
  }),
  splits: z.array(
    z.object({
      name: z.string(),
      rows: count,
      classes: z.array(z.object({ value: z.unknown(), rows: count })),
    }),
  ),
  checks: z.array(
    z.object({
      name: z.string(),
      state: z.enum(['pass', 'warn', 'fail']),
      text: z.string(),
      count: count.optional(),
    }),
  ),
  sql: z.string(),
  where: z.string().optional(),
  dedupe: z.enum(['none', 'exact']),
  leaks: z.object({ equalRowsAcrossSplits: count }),
})

/** The receipt as a snapshot holds it, format `receipt-1`: every count is text (see the store's format). */
export function writeReceipt(facts: ReceiptFacts): StoredReceipt {
  const { columns, rows, duplicates, rule, splits, checks, sql, where, dedupe, leaks } = facts
  return {
    format: 'receipt-1',
    columns,
    rows: texts(rows),
    duplicates: texts(duplicates),
    rule,
    splits: Object.entries(splits).map(([name, split]) => ({
      name,
      rows: String(split.rows),
      classes: split.classes.map((each) => ({ value: each.value, rows: String(each.rows) })),
    })),
    checks: checks.map(({ count: found, ...check }) => ({
      ...check,
      ...(found === undefined ? {} : { count: String(found) }),
    })),
    sql,
    ...(where === undefined ? {} : { where }),
    dedupe,
    leaks: texts(leaks),
  }
}

/** Reads what `writeReceipt` wrote. Throws `store-newer` for a receipt that this program does not know. */
export function readReceipt(receipt: StoredReceipt): ReceiptFacts {
  const parsed = stored.safeParse(receipt)
  if (!parsed.success)
    throw new FirnError(
      'store-newer',
      'The receipt of this training set is of a form that this program does not know.',
      {
        hint: 'Open the store with a newer version of Firn.',
      },
    )
  const { format: _, splits, rule, checks, where, ...facts } = parsed.data
  return {
    ...facts,
    ...(where === undefined ? {} : { where }),
    rule: definedFields(rule),
    checks: definedFields(checks),
    splits: Object.fromEntries(
      splits.map(({ name, rows, classes }) => [
        name,
        { rows, classes: classes.map((each) => ({ value: each.value as Value, rows: each.rows })) },
      ]),
    ),
  }
}

/** A receipt whole: what it states, and what its snapshot knows. */
export function fullReceipt(
  facts: ReceiptFacts,
  snapshot: {
    readonly dataset: string
    readonly version: number
    readonly id: string
    readonly content: string
    readonly message: string
    readonly inputs: readonly LineageInput[]
    readonly files: Receipt['files']
    readonly path: string
  },
): Receipt {
  const { where, ...rest } = facts
  return { ...snapshot, seed: facts.rule.seed, ...rest, ...(where === undefined ? {} : { where }) }
}

function texts(counts: { readonly [name: string]: number }): { readonly [name: string]: string } {
  return Object.fromEntries(Object.entries(counts).map(([name, value]) => [name, String(value)]))
}
