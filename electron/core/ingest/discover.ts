import { FirnError } from '../../../shared/contract/errors.ts'
import type { DiscoveredTable, Discovery, LeftOutFile, Problem } from '../../../shared/model/discovery.ts'
import type { ReadOptions, Reject } from '../../../shared/model/table.ts'
import { type CallWatch, type EngineReader, type IngestAccess, withReader } from './engine-reader.ts'
import { lookAt } from './file-look.ts'
import { requireWhole, rowParts } from './file-parts.ts'
import { despiteOneDeath, formatFailure, isFatal } from './format-failure.ts'
import { groupFiles, type LookedAt } from './grouping.ts'
import { type InputFile, type Listing, listInputs, problemOf } from './input-files.ts'
import { schemaOf } from './json-fields.ts'
import { jsonRead, sampleStructure } from './json-values.ts'
import { createParsedFiles, type ParsedFiles } from './parsed-files.ts'
import { parquetSchema } from './parquet-survey.ts'
import { withPartitions } from './partition-columns.ts'
import { withTheSameKeys } from './partition-folders.ts'
import { TableProgress } from './table-progress.ts'
import type { Depth, TableFindings, TablePlan } from './table-plan.ts'
import { surveyTable } from './table-survey.ts'
import { isRewritten } from './text-rewriting.ts'

export interface DiscoverRequest {
  /** `sample` reads the first part of large tables, `all` every line of every file. */
  readonly depth: Depth
  /** Read options that were decided before, by table name: nothing is detected for these tables. */
  readonly options?: Readonly<Record<string, ReadOptions>>
  /** Column types that a user chose, by table and column. What does not fit becomes NULL and is a conflict. */
  readonly types?: Readonly<Record<string, Readonly<Record<string, string>>>>
  /** Names of tables that files belonged to before, by logical path: later snapshots inherit them. */
  readonly tableNames?: Readonly<Record<string, string>>
}

/** A discovery with all rejected rows, not just the first hundred of each table. */
export interface Discovered {
  readonly discovery: Discovery
  /** By table name; tables without rejected rows are absent. */
  readonly rejects: ReadonlyMap<string, readonly Reject[]>
}

/** Rejected rows that a discovery carries itself. */
export const shownRejects = 100

/** Files looked at at the same time. */
const looksAtOnce = 16

/**
 * Finds out what is in sources: files, folders, globs. Throws `file-missing` and `nothing-to-read`, and when
 * nothing at all could be read, the first problem with its code; what else cannot be read is a problem of the
 * answer.
 */
export async function discoverSources(
  sources: readonly string[],
  request: DiscoverRequest,
  access: IngestAccess,
  watch: CallWatch & { readonly exclude?: readonly string[] } = {},
): Promise<Discovered> {
  const listing = await listInputs(sources, {
    signal: watch.signal,
    ...(watch.exclude === undefined ? {} : { exclude: watch.exclude }),
  })
  return await discoverFiles(sources, listing, request, access, watch)
}

/** As {@link discoverSources}, for files that are listed already, such as those of a snapshot. */
export async function discoverFiles(
  sources: readonly string[],
  listing: Listing,
  request: DiscoverRequest,
  access: IngestAccess,
  watch: CallWatch = {},
): Promise<Discovered> {
  const started = performance.now()
  const problems: Problem[] = [...listing.problems]
  const leftOut: LeftOutFile[] = [...listing.leftOut]
  const failures: unknown[] = []
  const fail = (path: string, error: unknown, empty = false) => {
    if (isFatal(error)) throw error
    failures.push(error)
    problems.push({ ...problemOf(path, error), ...(empty ? { empty } : {}) })
  }
  const looked = await lookAtFiles(listing.files, request, watch, leftOut, fail)
  const parsed = createParsedFiles(access)
  const engineFiles = looked.filter(
    ({ look }) => look.format === 'json' || look.format === 'jsonl' || look.format === 'parquet',
  )
  const paths = await enginePaths(looked, parsed, watch, fail)

  const progress = new TableProgress(
    looked.reduce((sum, { file }) => sum + file.bytes, 0),
    watch.onProgress,
  )
  const inner: CallWatch = { signal: watch.signal, onProgress: (each) => progress.within(each) }

  const { tables, rejects } = await withReader(access, [...paths.values()].flat(), inner, async (reader) => {
    const readable = looked.filter(({ file }) => paths.has(file.path))
    const known = new Map<string, LookedAt>()
    for (const each of engineFiles) {
      const physical = paths.get(each.file.path)
      if (physical === undefined) continue
      try {
        const look = () => lookInside(reader, each, physical)
        known.set(each.file.path, await despiteOneDeath(reader.reopen, look))
      } catch (error) {
        paths.delete(each.file.path)
        fail(each.file.path, formatFailure(each.file, error))
        await reader.reopen()
      }
    }
    const { alike, problems: otherKeys } = withTheSameKeys(
      readable.filter(({ file }) => paths.has(file.path)).map((each) => known.get(each.file.path) ?? each),
    )
    problems.push(...otherKeys)
    const plans = groupFiles(alike, request.tableNames)
    const tables: DiscoveredTable[] = []
    const rejects = new Map<string, readonly Reject[]>()
    for (const plan of plans) {
      const chosen = new Map(Object.entries(request.types?.[plan.name] ?? {}))
      progress.begin(
        plan.files.reduce((sum, { file }) => sum + file.bytes, 0),
        plan.name,
      )
      const found = await surveyTable(
        { reader, parsed, watch: inner, paths, chosen },
        plan,
        request.depth,
        fail,
      )
      progress.end()
      if (found === undefined) continue
      const findings = await withPartitions(reader.rows, found, chosen)
      tables.push(tableOf({ ...plan, files: found.files }, findings))
      if (findings.rejects.length > 0) rejects.set(plan.name, findings.rejects)
    }
    return { tables, rejects }
  })

  if (tables.length === 0 && failures.length > 0) throw failures[0]
  if (tables.length === 0 && problems.length > 0) {
    const [first] = problems
    throw new FirnError('file-unreadable', first?.message ?? 'Nothing could be read.', {
      hint: first?.hint,
      context: { file: first?.path ?? '' },
    })
  }
  const bytes = listing.files.reduce((sum, file) => sum + file.bytes, 0)
  const discovery: Discovery = {
    sources: [...sources],
    tables,
    leftOut: leftOut.sort((a, b) => (a.path < b.path ? -1 : 1)),
    problems,
    files: listing.files.length,
    bytes,
    elapsedMs: Math.round(performance.now() - started),
  }
  return { discovery, rejects }
}

async function lookAtFiles(
  files: readonly InputFile[],
  request: DiscoverRequest,
  watch: CallWatch,
  leftOut: LeftOutFile[],
  fail: (path: string, error: unknown, empty?: boolean) => void,
): Promise<LookedAt[]> {
  const looked: LookedAt[] = []
  for (let start = 0; start < files.length; start += looksAtOnce) {
    throwIfStopped(watch)
    const part = files.slice(start, start + looksAtOnce)
    const looks = await Promise.all(
      part.map(async (file) => {
        const table = request.tableNames?.[file.path]
        return await lookAt(file, table === undefined ? undefined : request.options?.[table]).catch(
          (error: unknown) => ({ kind: 'failed' as const, error }),
        )
      }),
    )
    for (const [index, file] of part.entries()) {
      const look = looks[index]
      if (look === undefined) continue
      if (look.kind === 'table') looked.push({ file, look })
      else if (look.kind === 'failed') fail(file.path, look.error)
      else if (look.kind === 'empty') fail(file.path, emptyFile(file), true)
      else if (file.named) fail(file.path, unknownFormat(file, look.reason))
      else
        leftOut.push({
          path: file.path,
          absolute: file.physical,
          bytes: file.bytes,
          modified: file.modified,
          reason: look.reason,
        })
    }
    watch.onProgress?.({
      done: Math.min(start + looksAtOnce, files.length),
      total: files.length,
      unit: 'files',
      text: 'Looking at files',
    })
  }
  return looked
}

/** What is in a file of nested values, or in one that says itself what it holds. */
async function lookInside(
  reader: EngineReader,
  each: LookedAt,
  physical: readonly string[],
): Promise<LookedAt> {
  const { options } = each.look
  if (options.kind !== 'json') return { ...each, schema: await parquetSchema(reader, each.file.physical) }
  const read = jsonRead(each.look, options, physical, each.file.bytes)
  const structure = await sampleStructure(reader.rows, read)
  return { ...each, structure, schema: schemaOf(structure) }
}

const nothingIsOpen = () => Promise.resolve()

/** What the engine reads for each logical path: the file itself, its pieces, or its rewritten text. */
async function enginePaths(
  looked: readonly LookedAt[],
  parsed: ParsedFiles,
  watch: CallWatch,
  fail: (path: string, error: unknown) => void,
): Promise<Map<string, readonly string[]>> {
  const paths = new Map<string, readonly string[]>()
  for (const { file, look } of looked) {
    try {
      const { compression, options, text } = look
      if (text === undefined || !isRewritten(look, file.path)) {
        paths.set(
          file.path,
          rowParts(file, options).map(({ physical }) => physical),
        )
        continue
      }
      requireWhole(file)
      const reading = { compression, options, text, width: look.header?.names.length ?? 1 }
      const rewrite = () => parsed.rewritten(file, reading, watch)
      paths.set(file.path, [(await despiteOneDeath(nothingIsOpen, rewrite)).path])
    } catch (error) {
      fail(file.path, error)
    }
  }
  return paths
}

function tableOf(plan: TablePlan, findings: TableFindings): DiscoveredTable {
  const { options, columns, conflicts, rows, rejected, rejects, perFile, covers } = findings
  const { layouts, partitions } = findings
  const text = findings.text ?? plan.text
  return {
    name: plan.name,
    format: plan.format,
    compression: plan.compression,
    options,
    files: plan.files.map(({ file }) => file.path),
    ...(text === undefined ? {} : { text }),
    ...(layouts === undefined ? {} : { layouts }),
    ...(partitions === undefined ? {} : { partitions }),
    columns,
    rows,
    rejected,
    conflicts,
    rejects: rejects.slice(0, shownRejects),
    bytes: plan.files.reduce((sum, { file }) => sum + file.bytes, 0),
    perFile: plan.files.map(({ file }) => ({
      path: file.path,
      bytes: file.bytes,
      ...(perFile.get(file.path) ?? { rows: 0, rejected: 0 }),
    })),
    covers,
  }
}

function emptyFile(file: InputFile): FirnError {
  return new FirnError('format', `${file.path} is empty.`, {
    hint: 'Fetch or write the file again, or leave it out.',
    context: { file: file.path },
  })
}

function unknownFormat(file: InputFile, reason: string): FirnError {
  return new FirnError('format', `${file.path} cannot be opened: ${reason}.`, {
    hint: 'Firn opens CSV, TSV, JSON, JSON lines, Parquet, Arrow and text logs, each also gzipped.',
    context: { file: file.path },
  })
}

function throwIfStopped(watch: CallWatch): void {
  if (watch.signal?.aborted === true) throw new FirnError('cancelled', 'Cancelled.')
}
