import { z } from 'zod'
import { ingestWorkerMethods } from '../../ingest/worker/ingest-methods.ts'
import { method, nothing } from '../../../../shared/contract/method.ts'
import type { ResultColumn, Row } from '../../../../shared/model/value.ts'

/** Rows cross in pages; more than this would block the worker's event loop (measured: 200,000 rows, 0.7 s). */
export const largestPage = 1000

/**
 * What an instance may touch. Everything else is refused by the engine itself: no external access, no
 * extensions, no change of its configuration.
 */
export const instanceSchema = {
  /** Files it may read, exactly these. */
  readPaths: z.array(z.string()),
  /** Folder it may write into; only instances of writers have one. */
  writeFolder: z.string().optional(),
  /** Private folder for spilled data and, with `database`, for the instance's own file. */
  scratchFolder: z.string(),
  /** Bytes that may be spilled. */
  scratchQuota: z.int().positive(),
  /** Keep tables in a file of the scratch folder instead of in memory. */
  database: z.boolean(),
  memoryBytes: z.int().positive(),
  threads: z.int().positive(),
  /** Views, made before the instance is locked, in this order. */
  views: z.array(z.strictObject({ name: z.string(), sql: z.string() })),
}

export interface ReadRows {
  readonly columns: readonly ResultColumn[]
  readonly rows: readonly Row[]
  /** There are rows beyond the limit. */
  readonly more: boolean
  /** A value was longer than `longest` and was cut. */
  readonly cut: boolean
}

export type Lane = 'work' | 'pages' | 'first'

/** `json_serialize_sql` of a whole script: either trees or the parser's complaint. */
export type ParsedSql =
  | { readonly ok: true; readonly statements: readonly unknown[] }
  | {
      readonly ok: false
      readonly kind: 'syntax' | 'not-select' | 'other'
      readonly message: string
      readonly position?: number
    }

const sql = z.string()
const parameters = z.record(z.string(), z.string()).optional()
/**
 * Statements on one lane wait for each other, those on different lanes do not: pages of a result are read while
 * another one is computed, and the first rows of a third one come at once. Without it a statement runs on `work`.
 * A cancelled call stops its own statement and no other.
 */
const lane = z.enum(['work', 'pages', 'first']).optional()

/** What the engine may ask a query worker. One instance at a time; opening another closes the one before. */
export const workerMethods = {
  ...ingestWorkerMethods,
  'sql.parse': method({ sql }).returns<ParsedSql>(),
  'instance.open': method(instanceSchema).returns<null>(),
  /** Runs one statement for its effect; `changed` counts the rows that it made. */
  'instance.run': method({ sql, parameters, lane }).returns<{ readonly changed: number }>(),
  /** Runs one SELECT and returns at most `limit` rows of it. The caller bounds the result with LIMIT. */
  'instance.read': method({
    sql,
    parameters,
    lane,
    limit: z.int().min(1).max(100_000),
    /** Values with more characters are cut and end in `…`, nested ones become text; absent: nothing is cut. */
    longest: z.int().positive().optional(),
    /** The negative zero as the text `-0.0`, because the line would lose its sign. */
    signedZeros: z.boolean().optional(),
  }).returns<ReadRows>(),
  /** Names and types of a SELECT, without running it. Names that come twice are not changed. */
  'instance.describe': method({ sql, parameters, lane }).returns<{
    readonly columns: readonly ResultColumn[]
  }>(),
  /** Writes a table of the instance into an Arrow IPC file of the write folder, in batches. */
  'instance.writeArrow': method({
    table: z.string(),
    columns: z.array(z.object({ name: z.string(), inTable: z.string(), type: z.string() })),
    file: z.string(),
  }).returns<{ readonly rows: number }>(),
  'instance.close': method(nothing).returns<null>(),
  /** The worker's own resident memory in bytes; answered while statements run. */
  'process.memory': method(nothing).returns<{ readonly bytes: number }>(),
}

export type WorkerMethods = typeof workerMethods
export type InstanceSpec = z.input<z.ZodObject<typeof instanceSchema>>
