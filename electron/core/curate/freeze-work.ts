import { rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { CallContext } from '../../../shared/contract/responder.ts'
import type { FreezePlan, FreezeRequest } from '../../../shared/model/receipt.ts'
import { identifier, text } from '../query/sql-text.ts'
import type { Worker } from '../query/workers.ts'
import { columnRoles, type RoledColumn } from './column-roles.ts'
import type { CurateTools } from './curate-tools.ts'
import type { EarlierFreeze } from './earlier-freeze.ts'
import { type CheckedFacts, freezeChecks } from './freeze-checks.ts'
import { countEqualRows, countIds, removeEqualRows } from './freeze-duplicates.ts'
import { freezeFigures } from './freeze-figures.ts'
import type { PreparedSource } from './freeze-source.ts'
import { freezeSql } from './freeze-sql.ts'
import { type FreezeTable, placeRows, readFreezeTable } from './freeze-table.ts'
import type { ReceiptFacts } from './receipt.ts'
import { countClasses, measureThresholds, unifyClasses } from './split-measure.ts'
import { type DecidedRule, decideRule } from './split-rule.ts'
import { storableSql } from './stored-types.ts'
import { openWriterInstance, type WriterInstance } from './writer-instance.ts'

/** A freeze worked out to the last figure: the rows lie in a scratch table, each split is one filter away. */
export interface FreezeWork {
  readonly facts: ReceiptFacts
  readonly instance: WriterInstance
  /** A SELECT of the rows of one split, with the columns that files hold. */
  splitSelect(split: string): string
  /** Rough size of the Parquet files in bytes, from the first rows. */
  estimateBytes(): Promise<number>
}

/** How roles and rule are found: from a request and the freeze before, or fixed by an earlier receipt. */
export type FreezeChoice = (columns: readonly { readonly name: string; readonly type: string }[]) => {
  readonly columns: readonly RoledColumn[]
  readonly decided: DecidedRule
}

/**
 * The choice for a new freeze. A later one goes by the ids of the one before when it says nothing about ids; an
 * empty list says that there are none any more.
 */
export function chooseFor(request: FreezeRequest, earlier: EarlierFreeze | undefined): FreezeChoice {
  const before = earlier?.receipt
  const roleOf = (name: string) => before?.columns.find((column) => column.name === name)?.role
  // Going by content needs no new beginning where the split does so already.
  const byContent = before?.rule.hashed.every((name) => roleOf(name) === 'feature') ?? true
  const asked = request.id?.length === 0 && byContent ? undefined : request.id
  return (columns) => {
    const here = before?.columns.filter(
      ({ name, role }) => role === 'id' && columns.some((column) => column.name === name),
    )
    const roled = columnRoles(columns, { ...request, id: asked ?? here?.map(({ name }) => name) ?? [] })
    const rule = earlier === undefined ? undefined : { version: earlier.version, rule: earlier.receipt.rule }
    const { id: _, ...rest } = request
    return {
      columns: roled,
      decided: decideRule(asked === undefined ? rest : { ...rest, id: asked }, roled, rule),
    }
  }
}

/**
 * Reads the source once into a scratch table of the worker, removes duplicates, fixes the split and counts
 * everything that a plan or a receipt states. `folder` is the only place that the instance may write to.
 * Throws `invalid-input` for roles, rules and filters that cannot be, and what queries throw.
 */
export async function workOutFreeze(
  tools: CurateTools,
  options: {
    readonly worker: Worker
    readonly folder: string
    readonly source: PreparedSource
    readonly where: string | undefined
    readonly dedupe: 'none' | 'exact'
    readonly choose: FreezeChoice
  },
  context: CallContext,
): Promise<FreezeWork> {
  const { worker, folder, source, where, dedupe, choose } = options
  const { filtered } = source
  const { limits } = tools
  const { views, readPaths } = filtered
  const threads = filtered.oneThread ? 1 : limits.threads
  const instance = await openWriterInstance(
    worker,
    { views, readPaths, writeFolder: folder, threads, limits },
    context,
  )
  try {
    const select = storableSql(filtered.sql, await instance.describe(filtered.sql))
    const { columns, decided } = choose(await instance.describe(select))
    const from = { sourceSql: source.source.sql, hasFilter: source.hasFilter, sourceRows: source.sourceRows }
    const keepHash = decided.rule.stratify !== undefined || dedupe === 'exact'
    const table = await readFreezeTable(instance, from, select, columns, decided.rule, keepHash)
    return await workOutTable(table, { source, where, dedupe, decided, folder })
  } catch (error) {
    throw filtered.inTyped(error)
  }
}

async function workOutTable(
  table: FreezeTable,
  options: {
    readonly source: PreparedSource
    readonly where: string | undefined
    readonly dedupe: 'none' | 'exact'
    readonly decided: DecidedRule
    readonly folder: string
  },
): Promise<FreezeWork> {
  const { source, where, dedupe, decided, folder } = options
  const removed = dedupe === 'exact' ? await removeEqualRows(table) : undefined
  const given = table.kept.some(({ role }) => role === 'id')
  const ids = { given, ...(await countIds(table)) }
  const { rule, mixed, classes } = await fixRule(table, decided, given && ids.several === 0)
  const { acrossSplits, ...duplicates } = removed ?? (await countEqualRows(table))
  const figures = await freezeFigures(table, rule)
  const checks = freezeChecks({
    rule,
    figures,
    duplicates,
    acrossSplits,
    ids,
    moves: decided.moves,
    mixed,
    classes,
    hasLabel: table.kept.some(({ role }) => role === 'label'),
    volatile: source.filtered.volatile,
  })
  const names = table.kept.map(({ name }) => identifier(name)).join(', ')
  return {
    instance: table.instance,
    facts: {
      columns: table.columns,
      rows: { ...table.rows, kept: figures.kept },
      duplicates: { ...duplicates, idsWithSeveralRows: ids.several },
      rule,
      splits: figures.splits,
      checks,
      sql: freezeSql(source.filtered.sql, table.columns, rule, dedupe),
      ...(where === undefined ? {} : { where }),
      dedupe,
      leaks: { equalRowsAcrossSplits: acrossSplits },
    },
    splitSelect: (name) =>
      `SELECT ${names} FROM ${table.table} WHERE ${table.split} = ${rule.shares.findIndex((share) => share.name === name)}`,
    estimateBytes: () => estimateBytes(table, names, folder, figures.kept),
  }
}

/** Measures what a stratified rule still lacks, and gives the rows of its table their splits. */
async function fixRule(
  table: FreezeTable,
  { rule, measure }: DecidedRule,
  oneRowPerId: boolean,
): Promise<Pick<CheckedFacts, 'rule' | 'mixed' | 'classes'>> {
  if (rule.stratify === undefined) return { rule, mixed: 0, classes: [] }
  // With one row per id no two rows share a hash, so no id can have two classes.
  const mixed = oneRowPerId ? 0 : await unifyClasses(table)
  const classes = await countClasses(table, rule.stratify)
  const fixed = measure ? await measureThresholds(table, rule, classes) : rule
  await placeRows(table, fixed)
  return { rule: fixed, mixed, classes }
}

/** Enough rows for a size that is right within a few percent, where rows are alike. */
const sampledRows = 20_000

async function estimateBytes(
  table: FreezeTable,
  names: string,
  folder: string,
  kept: number,
): Promise<number> {
  const file = join(folder, 'estimate.parquet')
  const sampled = `SELECT ${names} FROM ${table.table} LIMIT ${sampledRows}`
  await table.instance.run(`COPY (${sampled}) TO ${text(file)} (FORMAT parquet, COMPRESSION zstd)`)
  const { size } = await stat(file)
  await rm(file)
  return Math.round(size * Math.max(1, kept / sampledRows))
}

/** The plan's part of what was worked out. */
export function planFacts(
  facts: ReceiptFacts,
): Omit<ReceiptFacts, 'where' | 'dedupe' | 'leaks'> & Pick<FreezePlan, 'sql'> {
  const { where: _where, dedupe: _dedupe, leaks: _leaks, ...rest } = facts
  return rest
}
