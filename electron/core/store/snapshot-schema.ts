import { z } from 'zod'
import { canonicalSqlType } from '../../../shared/model/sql-type.ts'

/*
 * What of a snapshot is used to read its data. A store may come from anybody, and its snapshots say which columns,
 * types and options go into SQL: each is looked at before. Fields that this program does not know may be there.
 */

const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'is not the name of an object')
const sqlType = z.string().refine((text) => canonicalSqlType(text) !== undefined, 'is not a SQL type')
const count = z.string().regex(/^(0|[1-9][0-9]{0,18})$/, 'is not a number')
const texts = z.array(z.string())

const options = z.discriminatedUnion('kind', [
  z.looseObject({
    kind: z.literal('delimited'),
    delimiter: z.string(),
    quote: z.string(),
    escape: z.string(),
    header: z.boolean(),
    skip: z.int().min(0),
    comment: z.string().optional(),
    nullTexts: texts,
    dateFormat: z.string().optional(),
    timestampFormat: z.string().optional(),
  }),
  z.looseObject({
    kind: z.literal('json'),
    shape: z.enum(['lines', 'array', 'record']),
    values: z.boolean().optional(),
    keys: z.array(z.looseObject({ column: z.string(), key: z.string() })).optional(),
  }),
  z.looseObject({
    kind: z.literal('log'),
    pattern: z.string(),
    expression: z.string(),
    recordStart: z.string().optional(),
    fields: z.array(
      z.looseObject({
        name: z.string(),
        type: sqlType,
        timeFormat: z.string().optional(),
        nullText: z.string().optional(),
        year: z.int().optional(),
      }),
    ),
  }),
  z.looseObject({ kind: z.literal('parquet') }),
  z.looseObject({ kind: z.literal('arrow') }),
])

const table = z.looseObject({
  name: z.string(),
  format: z.enum(['csv', 'tsv', 'json', 'jsonl', 'parquet', 'arrow', 'log']),
  compression: z.enum(['none', 'gzip']),
  options,
  files: texts,
  text: z
    .looseObject({
      encoding: z.enum(['utf-8', 'utf-8-bom', 'utf-16le', 'utf-16be', 'windows-1252']),
      mixedLineEnds: z.boolean(),
      damagedQuotes: texts.optional(),
    })
    .optional(),
  layouts: z.array(z.looseObject({ files: texts, columns: texts })).optional(),
  partitions: z.array(z.looseObject({ column: z.string(), key: z.string() })).optional(),
  columns: z.array(z.looseObject({ name: z.string(), type: sqlType, nullable: z.boolean(), present: count })),
  rows: count,
  rejected: count,
  rejects: sha256.optional(),
  rowsDigest: z.string().optional(),
  chosen: z
    .looseObject({ options: options.optional(), types: z.record(z.string(), sqlType).optional() })
    .optional(),
  conflicts: z.array(
    z.looseObject({
      column: z.string(),
      types: z.array(z.looseObject({ type: z.string() })),
      resolved: z.string(),
    }),
  ),
})

const snapshot = z.looseObject({
  format: z.literal(1),
  dataset: z.string(),
  version: z.int().min(1),
  parents: z.array(sha256),
  tree: sha256,
  tables: z.array(table),
  lineage: z
    .looseObject({
      inputs: z.array(z.looseObject({ id: sha256 })),
      command: z.looseObject({ words: texts, log: sha256.optional() }).optional(),
    })
    .optional(),
})

const tables = z.array(table)

/** What is wrong with a value that should be a snapshot; undefined when nothing is. */
export function snapshotProblem(value: unknown): string | undefined {
  return problemOf(snapshot.safeParse(value))
}

/** What is wrong with tables that should go into a snapshot; undefined when nothing is. */
export function tablesProblem(value: unknown): string | undefined {
  return problemOf(tables.safeParse(value))
}

function problemOf({ error }: z.ZodSafeParseResult<unknown>): string | undefined {
  const [issue] = error?.issues ?? []
  return issue === undefined ? undefined : `${issue.path.join('.')}: ${issue.message}`
}
