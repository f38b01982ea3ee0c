import { z } from 'zod'
import type { LineageInput, LineageResult, Recipe } from '../model/lineage.ts'
import type { FreezePlan, LoadingSnippet, Receipt } from '../model/receipt.ts'
import type { ResultColumn, Row } from '../model/value.ts'
import { changing, method } from './method.ts'
import type { SnapshotResult } from './store.ts'

export interface AggregateResult extends SnapshotResult {
  readonly lineage: { readonly inputs: readonly LineageInput[] } & { readonly [more: string]: unknown }
}

/** What a recipe's steps give, before anything is written. */
export interface AggregatePlan {
  readonly dataset: string
  readonly nextVersion: number
  readonly inputs: readonly LineageInput[]
  readonly steps: readonly {
    readonly name: string
    readonly columns: readonly ResultColumn[]
    readonly rows: readonly Row[]
    readonly problem?: string
    readonly hint?: string
    /** Where the problem is: an offset in characters into the step's SQL. */
    readonly position?: number
  }[]
  readonly command: string
}

export interface RebuildResult {
  readonly same: boolean
  readonly reference: string
  readonly content: { readonly was: string; readonly is: string }
  readonly rows: { readonly was: number; readonly is: number }
  readonly differences?: readonly string[]
  /** What of the stored rows is damaged or missing, whatever the recipe gives; running it again heals that. */
  readonly damaged?: readonly string[]
}

const recipe = z.strictObject({
  steps: z.array(z.strictObject({ name: z.string().min(1).max(100), sql: z.string().min(1) })).min(1),
  parameters: z.record(z.string(), z.string()),
  description: z.string().optional(),
  /** The file it was read from: its name, or its path in the git repository around it. */
  file: z.string().max(4096).optional(),
})
const parameters = z.record(z.string(), z.string()).optional()
const aggregation = {
  dataset: z.string().min(1),
  recipe,
  parameters,
  message: z.string().optional(),
  /** Folder of the recipe file, whose git state is recorded. */
  folder: z.string().optional(),
}
/** The inputs of a plan that was shown; the work is refused with `conflict` where one is another snapshot now. */
const planned = z
  .array(z.strictObject({ named: z.string(), version: z.number().int(), id: z.string() }))
  .optional()
const freezeRequest = {
  dataset: z.string().min(1),
  from: z.string().optional(),
  sql: z.string().optional(),
  parameters,
  id: z.array(z.string()).optional(),
  label: z.string().optional(),
  weight: z.string().optional(),
  features: z.array(z.string()).optional(),
  ignore: z.array(z.string()).optional(),
  where: z.string().optional(),
  dedupe: z.enum(['none', 'exact']).optional(),
  split: z.array(z.strictObject({ name: z.string(), share: z.number().positive().max(100) })).optional(),
  stratify: z.string().optional(),
  seed: z
    .string()
    .regex(/^-?\d{1,20}$/)
    .optional(),
  message: z.string().optional(),
  tag: z.string().optional(),
}
const reference = z.string().min(1)

export const curateMethods = {
  'aggregate.plan': method(aggregation).returns<AggregatePlan>(),
  'aggregate.run': changing('store', method({ ...aggregation, planned }).returns<AggregateResult>()),
  'aggregate.rebuild': method({ reference }).returns<RebuildResult>(),
  'aggregate.recipe': method({ reference }).returns<{ readonly recipe: Recipe; readonly text: string }>(),
  'lineage.graph': method({
    reference: reference.optional(),
    direction: z.enum(['up', 'down', 'both']).optional(),
  }).returns<LineageResult>(),
  'freeze.plan': method(freezeRequest).returns<FreezePlan>(),
  'freeze.run': changing('store', method({ ...freezeRequest, planned }).returns<Receipt>()),
  'freeze.receipt': method({ reference }).returns<{
    readonly receipt: Receipt
    readonly snippets: readonly LoadingSnippet[]
  }>(),
}
