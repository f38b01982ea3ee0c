import type { RebuildResult } from '../../../shared/contract/curate.ts'
import { FirnError } from '../../../shared/contract/errors.ts'
import type { CallContext } from '../../../shared/contract/responder.ts'
import type { Recipe } from '../../../shared/model/lineage.ts'
import { formatReference } from '../../../shared/model/reference.ts'
import { text } from '../query/sql-text.ts'
import type { Worker } from '../query/workers.ts'
import { contentOf } from '../store/content.ts'
import type { ResolvedSnapshot, Writer } from '../store/store.ts'
import { runAsCommand } from './as-command.ts'
import { inputIds, writeRecipeRows } from './aggregate.ts'
import type { CurateTools } from './curate-tools.ts'
import { pinnedRelations } from './pinned-relations.ts'
import { prepareSteps } from './prepared-recipe.ts'
import { refreeze } from './refreeze.ts'
import { storedCopyProblems } from './stored-copy.ts'
import { tableDifferences } from './table-differences.ts'
import type { WrittenTable } from './write-query.ts'
import { openWriterInstance } from './writer-instance.ts'

/**
 * Runs what made a snapshot again, on the same input snapshots, and compares the rows. Nothing is kept. Equal
 * `content` proves it; where only floating numbers differ they are compared with a tolerance of 1e-9 of the
 * value, and `differences` says so. `damaged` tells when the stored copy itself is not whole. Throws
 * `wrong-usage` for a snapshot that no recipe made.
 */
export async function rebuildSnapshot(
  tools: CurateTools,
  reference: string,
  context: CallContext,
): Promise<RebuildResult> {
  const resolved = await tools.store.resolve(reference, { expired: true })
  const { lineage } = resolved.snapshot
  const recipe = lineage?.recipe
  if (lineage?.command !== undefined)
    throw new FirnError(
      'wrong-usage',
      `${resolved.reference} was made by another program, which Firn does not run unasked.`,
      {
        hint: `Run it again and compare: ${runAsCommand(resolved.dataset, lineage)}`,
        context: { reference: resolved.reference },
      },
    )
  if (lineage === undefined || recipe === undefined)
    throw new FirnError(
      'wrong-usage',
      `${resolved.reference} was not made by a recipe, so there is nothing to run again.`,
      {
        hint: 'Aggregations and training sets can be rebuilt.',
        context: { reference: resolved.reference },
      },
    )
  return tools.workers.using('writer', async (worker) => {
    const writer = await tools.store.begin(`rebuild ${resolved.reference}`, {
      inputs: [...inputIds(lineage.inputs), resolved.id],
    })
    try {
      const work = { worker, writer, resolved }
      const written =
        resolved.snapshot.receipt === undefined
          ? [await rerun(tools, recipe, work, context)]
          : await refreeze(tools, work, context)
      const damaged = await storedCopyProblems(tools.store, resolved, context.signal)
      const compared = await compareWithStored(tools, { ...work, written, damaged }, context)
      return damaged.length === 0 ? compared : { ...compared, damaged }
    } finally {
      await writer.release()
    }
  })
}

interface RebuildWork {
  readonly worker: Worker
  readonly writer: Writer
  readonly resolved: ResolvedSnapshot
}

async function rerun(
  tools: CurateTools,
  recipe: Recipe,
  work: RebuildWork,
  context: CallContext,
): Promise<WrittenTable> {
  const { worker, writer, resolved } = work
  const { lineage, tables } = resolved.snapshot
  const query = await prepareSteps(recipe.steps, lineage?.parameters ?? {}, {
    worker,
    relations: pinnedRelations(tools.relations, lineage?.inputs ?? []),
    signal: context.signal,
  })
  const table = tables[0]?.name ?? resolved.dataset
  return (await writeRecipeRows(tools, { query, worker, writer, table }, context)).written
}

async function compareWithStored(
  tools: CurateTools,
  {
    worker,
    writer,
    resolved,
    written,
    damaged,
  }: RebuildWork & {
    readonly written: readonly WrittenTable[]
    readonly damaged: readonly string[]
  },
  context: CallContext,
): Promise<RebuildResult> {
  const { snapshot } = resolved
  const is = await contentOf(
    snapshot.kind,
    written.map(({ table }) => table),
    storedFiles(written),
  )
  const total = (tables: readonly { readonly rows: string }[]) =>
    tables.reduce((sum, { rows }) => sum + Number(rows), 0)
  const result = {
    reference: resolved.reference,
    content: { was: snapshot.content, is },
    rows: { was: total(snapshot.tables), is: total(written.map(({ table }) => table)) },
  }
  if (is === snapshot.content) return { same: true, ...result }
  let same = written.length === snapshot.tables.length
  const differences: string[] = []
  for (const { file, table } of written) {
    const stored = snapshot.tables.find(({ name }) => name === table.name)
    if (stored === undefined) {
      same = false
      differences.push(`The table "${table.name}" is new.`)
      continue
    }
    if (stored.rowsDigest === table.rowsDigest) continue
    if (damaged.length > 0) {
      same = false
      differences.push(
        `The table "${table.name}" holds other rows; which ones, the damaged copy cannot tell.`,
      )
      continue
    }
    const relation = await tools.relations.relation(
      formatReference(resolved.dataset, resolved.version, table.name),
      context,
    )
    const instance = await openWriterInstance(
      worker,
      {
        views: [],
        readPaths: relation.readPaths,
        writeFolder: writer.staging,
        threads: tools.limits.threads,
        limits: tools.limits,
      },
      context,
    )
    const found = await tableDifferences(
      instance,
      { from: `(${relation.sql})`, columns: stored.columns, rows: stored.rows },
      { from: `read_parquet([${text(file)}])`, columns: table.columns, rows: table.rows },
    )
    same &&= found.same
    const prefix = written.length === 1 ? '' : `${table.name}: `
    differences.push(...found.sentences.map((sentence) => `${prefix}${sentence}`))
  }
  return { same, ...result, differences }
}

/** The files as a tree would list them; their hashes do not count, because the tables have digests. */
async function* storedFiles(written: readonly WrittenTable[]) {
  for (const { table } of written)
    for (const path of table.files)
      yield { path, kind: 'file' as const, size: 0, mtime: '0', sha256: '0'.repeat(64) }
}
