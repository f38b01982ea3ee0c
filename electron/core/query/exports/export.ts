import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { FirnError } from '../../../../shared/contract/errors.ts'
import type { ExportFormat } from '../../../../shared/contract/query.ts'
import type { Progress } from '../../../../shared/model/job.ts'
import type { QueryLimits } from '../limits.ts'
import { copySql, textDoublesSql } from '../output/copy-sql.ts'
import { mayHoldNaN, type OutputColumn } from '../output/output-column.ts'
import { rowsAsText, textBefore, type TextFormat, textDoublesOf } from '../output/text-rows.ts'
import { restate } from '../prepare.ts'
import { canGoBack, emptyTableSql, insertRowsSql } from '../results/rows-to-table.ts'
import { columnNamed } from '../results/view-sql.ts'
import type { OpenedResult } from '../results/open-result.ts'
import { readerSpec } from '../results/session.ts'
import { identifier, text } from '../sql-text.ts'
import { largestPage } from '../worker/worker-contract.ts'
import type { Worker, Workers } from '../workers.ts'
import { draftBeside, fileError, placeFile, replaceable } from './place-file.ts'
import { closeArray, writePieces } from './staged-text.ts'

export interface ExportRequest {
  readonly format: ExportFormat
  /** Names as the result shows them; absent: all. */
  readonly columns?: readonly string[] | undefined
  /** Absolute path of the file to make or replace. */
  readonly target: string
  readonly spreadsheetSafe?: boolean | undefined
}

export interface ExportTools {
  readonly workers: Workers
  readonly limits: QueryLimits
  readonly signal: AbortSignal
  readonly progress?: ((progress: Progress) => void) | undefined
}

export interface ExportedFile {
  readonly rows: number
  readonly bytes: number
}

/**
 * Writes all rows of a result into a file. The target appears, or is replaced, only when the file is complete
 * and its rows are counted; a failed or cancelled export leaves nothing. Memory stays flat: the engine writes
 * large results itself, from its own run of the query over the same files.
 */
export async function exportResult(
  result: OpenedResult,
  asked: ExportRequest,
  tools: ExportTools,
): Promise<ExportedFile> {
  const { plan } = result
  const request = { ...asked, target: await replaceable(asked.target) }
  if (plan.prepared.explain !== 'no' && (request.format === 'parquet' || request.format === 'arrow'))
    throw new FirnError('wrong-usage', 'A plan is exported as text.')
  const columns: OutputColumn[] = (request.columns ?? plan.columns.map((column) => column.name)).map((name) =>
    columnNamed(plan.columns, name),
  )
  if (columns.length === 0) throw new FirnError('invalid-input', 'No column was chosen.')
  if (!isText(request.format) && plan.volatile && !canGoBack(plan.columns))
    throw new FirnError('wrong-usage', `These rows cannot be written as ${request.format}.`, {
      hint: 'Another run of the query would give others, and a column is a UNION: export text, or leave it out.',
    })
  if (isText(request.format) && result.holdsRows)
    return await exportRows(result, columns, request.format, request, tools)
  return await exportByEngine(result, columns, request, tools)
}

function isText(format: ExportFormat): format is TextFormat {
  return format !== 'parquet' && format !== 'arrow'
}

/** Rows that this process holds, or that no second run would give again. */
async function exportRows(
  result: OpenedResult,
  columns: readonly OutputColumn[],
  format: TextFormat,
  request: ExportRequest,
  { signal }: ExportTools,
): Promise<ExportedFile> {
  const { target } = request
  const staged = draftBeside(target)
  const indexes = columns.map((column) =>
    result.plan.columns.findIndex((each) => each.inTable === column.inTable),
  )
  const pages = async function* () {
    for (let from = 0; ; from += largestPage) {
      const rows = await result.wholeRows(from, largestPage, signal)
      yield rows.map((row) => indexes.map((index) => row[index] ?? null))
      if (rows.length < largestPage) return
    }
  }
  try {
    const textDoubles = new Set<string>()
    if (format === 'json' || format === 'jsonl')
      for await (const rows of pages()) for (const name of textDoublesOf(rows, columns)) textDoubles.add(name)
    const options = { spreadsheetSafe: request.spreadsheetSafe === true, textDoubles }
    let count = 0
    const written = async function* () {
      yield textBefore(columns, format, options)
      for await (const rows of pages()) {
        count += rows.length
        yield rowsAsText(rows, columns, format, options)
      }
    }
    await writePieces(staged, written())
    if (format === 'json') await closeArray(staged, count)
    return { rows: count, bytes: await placeFile(staged, target) }
  } catch (error) {
    await rm(staged, { force: true })
    throw fileError(error, target)
  }
}

async function exportByEngine(
  result: OpenedResult,
  columns: readonly OutputColumn[],
  request: ExportRequest,
  tools: ExportTools,
): Promise<ExportedFile> {
  const work = tools.workers.using('writer', async (worker) => {
    const { prepared } = result.plan
    const folder = join(worker.scratchFolder, 'out')
    await mkdir(folder, { recursive: true })
    const staged = join(folder, 'result')
    try {
      const spec = await readerSpec(prepared, tools.limits, worker.scratchFolder)
      await worker.call('instance.open', { ...spec, writeFolder: folder }, { signal: tools.signal })
      const rows = await writeStaged(worker, result, columns, staged, request, tools)
      if (request.format === 'json') await closeArray(staged, rows)
      if (result.rows !== undefined && result.rows !== rows)
        throw new FirnError('internal', `The export wrote ${rows} rows of ${result.rows}.`, {
          hint: 'Run the query again.',
        })
      return { rows, bytes: await placeFile(staged, request.target) }
    } catch (error) {
      throw restate(error, result.plan.sql, prepared)
    }
  })
  result.exportFirst(work)
  return await work
}

/** Writes the file into the staging folder and counts its rows. */
async function writeStaged(
  worker: Worker,
  result: OpenedResult,
  columns: readonly OutputColumn[],
  staged: string,
  request: ExportRequest,
  { signal, progress }: ExportTools,
): Promise<number> {
  const { format } = request
  const run = async (sql: string) =>
    (await worker.call('instance.run', { sql }, { signal, onProgress: progress })).changed
  let source = result.plan.sql
  const given = result.holdsRows && canGoBack(result.plan.columns)
  let textDoubles: ReadonlySet<string> = new Set()
  const mustLookFirst = (format === 'json' || format === 'jsonl') && columns.some(mayHoldNaN)
  if (given || mustLookFirst || format === 'arrow') {
    if (given) await copyRows(worker, result, signal)
    else await run(`CREATE TABLE written AS ${source}`)
    source = `SELECT * FROM ${identifier('written')}`
  }
  if (mustLookFirst) textDoubles = await textDoublesIn(worker, columns, signal)
  if (format === 'arrow')
    return (
      await worker.call(
        'instance.writeArrow',
        { table: 'written', columns: [...columns], file: staged },
        { signal, onProgress: progress },
      )
    ).rows
  const rows = await run(
    copySql(source, columns, format, staged, {
      spreadsheetSafe: request.spreadsheetSafe === true,
      textDoubles,
    }),
  )
  if (format === 'parquet') await checkParquet(worker, staged, rows, signal)
  return rows
}

/** The rows of the result itself, page by page: a second run would take time, or give others. */
async function copyRows(worker: Worker, result: OpenedResult, signal: AbortSignal): Promise<void> {
  const { columns } = result.plan
  await worker.call('instance.run', { sql: emptyTableSql('written', columns) }, { signal })
  for (let from = 0; ; from += largestPage) {
    const rows = await result.wholeRows(from, largestPage, signal)
    const parameters = { rows: JSON.stringify(rows) }
    if (rows.length > 0)
      await worker.call('instance.run', { sql: insertRowsSql('written', columns), parameters }, { signal })
    if (rows.length < largestPage) return
  }
}

async function textDoublesIn(
  worker: Worker,
  columns: readonly OutputColumn[],
  signal: AbortSignal,
): Promise<ReadonlySet<string>> {
  const sql = textDoublesSql('written', columns)
  if (sql === undefined) return new Set()
  const { rows } = await worker.call('instance.read', { sql, limit: 1 }, { signal })
  return new Set(
    columns
      .filter(mayHoldNaN)
      .filter((_, index) => rows[0]?.[index] === true)
      .map((column) => column.inTable),
  )
}

/** The engine reads back what it wrote: the footer says how many rows there are. */
async function checkParquet(worker: Worker, file: string, rows: number, signal: AbortSignal): Promise<void> {
  const sql = `SELECT count(*) FROM read_parquet([${text(file)}])`
  const read = await worker.call('instance.read', { sql, limit: 1 }, { signal })
  const found = Number(read.rows[0]?.[0])
  if (found !== rows)
    throw new FirnError('internal', `The file holds ${found} rows of ${rows}.`, { hint: 'Export again.' })
}
