import { z } from 'zod'
import { canonicalSqlType } from '../model/sql-type.ts'
import type { ReadOptions } from '../model/table.ts'

const shortText = z.string().max(100)
const sqlType = z
  .string()
  .min(1)
  .max(200)
  .refine((type) => canonicalSqlType(type) !== undefined, 'is not a SQL type')
const field = z.strictObject({
  name: z.string().min(1).max(200),
  type: sqlType,
  timeFormat: shortText.optional(),
  nullText: shortText.optional(),
  year: z.int().optional(),
})

/** Read options as a screen may send them; the counterpart of the model's `ReadOptions`. */
const schema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('delimited'),
    delimiter: z.string().min(1).max(4),
    quote: z.string().max(1),
    escape: z.string().max(1),
    header: z.boolean(),
    skip: z.int().min(0).max(100_000),
    comment: z.string().max(1).optional(),
    nullTexts: z.array(shortText).max(50),
    dateFormat: shortText.optional(),
    timestampFormat: shortText.optional(),
  }),
  z.strictObject({
    kind: z.literal('json'),
    shape: z.enum(['lines', 'array', 'record']),
    values: z.boolean().optional(),
    keys: z.array(z.strictObject({ column: z.string(), key: z.string() })).optional(),
  }),
  z.strictObject({
    kind: z.literal('log'),
    pattern: shortText,
    expression: z.string().max(10_000),
    recordStart: z.string().max(10_000).optional(),
    fields: z.array(field).max(1000),
  }),
  z.strictObject({ kind: z.literal('parquet') }),
  z.strictObject({ kind: z.literal('arrow') }),
])

// With exact optional properties an optional field may be absent, but not undefined; zod's type allows both.
export const readOptionsSchema = schema as unknown as z.ZodType<ReadOptions, ReadOptions>

/** Types chosen by column. */
export const chosenTypes = z.record(z.string(), sqlType)

/** Options chosen by table, and types chosen by table and column. */
export const chosenReading = {
  options: z.record(z.string(), readOptionsSchema).optional(),
  types: z.record(z.string(), chosenTypes).optional(),
}
