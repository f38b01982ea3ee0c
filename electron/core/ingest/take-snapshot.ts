import type { DeclaredOrigin, SnapshotResult } from '../../../shared/contract/store.ts'
import { type ErrorCode, FirnError } from '../../../shared/contract/errors.ts'
import type { CallContext } from '../../../shared/contract/responder.ts'
import { type KeptReading, keptReadings } from '../../../shared/model/chosen-reading.ts'
import { conflictText } from '../../../shared/model/conflict-text.ts'
import type { DiscoveredTable, Discovery } from '../../../shared/model/discovery.ts'
import type { DatasetKind } from '../../../shared/model/kind.ts'
import type { Lineage } from '../../../shared/model/lineage.ts'
import type { SnapshotTable, TreeEntry } from '../../../shared/model/snapshot.ts'
import type { Column, ReadOptions, Reject, TableReading } from '../../../shared/model/table.ts'
import { bytesName } from '../store/file-chunks.ts'
import { snapshotResult } from '../store/snapshot-result.ts'
import {
  type CommittedSnapshot,
  type ResolvedSnapshot,
  type SnapshotDraft,
  type SourceFile,
  type Store,
  type TakenTree,
  walkSources,
  type Writer,
} from '../store/store.ts'
import { CuttingFiles } from './cutting-files.ts'
import { type Discovered, discoverFiles } from './discover.ts'
import type { IngestAccess } from './engine-reader.ts'
import { NotInParts } from './file-parts.ts'
import { type InputFile, type Listing, reasonToSkip } from './input-files.ts'
import { tableFolder } from './partition-folders.ts'
import { storedFile } from './stored-file.ts'

export interface SnapshotRequest {
  readonly dataset: string
  /** Absolute paths or patterns. */
  readonly sources: readonly string[]
  /** The sources as the user wrote them, for the record. */
  readonly named: readonly string[]
  readonly message?: string | undefined
  readonly tag?: string | undefined
  /** The branch it goes onto; the dataset's current one when absent. */
  readonly branch?: string | undefined
  readonly asOf?: string | undefined
  readonly rehash?: boolean | undefined
  /** Long files only grow: they are read from their last chunk on. As the dataset was declared, when absent. */
  readonly appendOnly?: boolean | undefined
  readonly options?: Readonly<Record<string, ReadOptions>> | undefined
  readonly types?: Readonly<Record<string, Readonly<Record<string, string>>>> | undefined
  /** What was chosen for the version before does not hold any more. */
  readonly asFound?: boolean | undefined
  /** Of files that another program made of snapshots. */
  readonly origin?:
    | { readonly lineage: Lineage; readonly command?: DeclaredOrigin['command'] | undefined }
    | undefined
}

interface Place {
  readonly store: Store
  readonly ingest: IngestAccess
}

/**
 * Takes a raw snapshot: files into the store first, then their tables are discovered from the stored bytes, so
 * that what is described is what is kept. Nothing new gives `changed: false` and no entry. Throws what walking,
 * reading and committing throw; then nothing is left behind.
 */
export async function takeSnapshot(
  place: Place,
  request: SnapshotRequest,
  context: CallContext,
): Promise<SnapshotResult> {
  const read = await readSources(place, request, context)
  try {
    const committed = await read.writer.commitSnapshot(read.draft)
    await keepDeclared(place, request)
    return resultOf(committed, read)
  } finally {
    await read.writer.release()
  }
}

/**
 * Takes snapshots of several datasets in one step: everything is read first, then all of them are committed, or none
 * is (see `commitTogether` of the store). Throws what taking one throws.
 */
export async function takeTogether(
  place: Place,
  requests: readonly SnapshotRequest[],
  context: CallContext,
): Promise<SnapshotResult[]> {
  const read: SourcesRead[] = []
  try {
    for (const request of requests) read.push(await readSources(place, request, context))
    const committed = await place.store.commitTogether(read, context.signal)
    for (const request of requests) await keepDeclared(place, request)
    return committed.flatMap((one, index) => {
      const its = read[index]
      return its === undefined ? [] : [resultOf(one, its)]
    })
  } finally {
    for (const { writer } of read) await writer.release()
  }
}

/** What was said of the sources holds for later snapshots too. */
async function keepDeclared({ store }: Place, { dataset, appendOnly }: SnapshotRequest): Promise<void> {
  if (appendOnly !== undefined && appendOnly !== (await store.isAppendOnly(dataset)))
    await store.setAppendOnly(dataset, appendOnly)
}

/** Everything of a snapshot but its commit. Whoever gets it releases the writer. */
interface SourcesRead {
  readonly writer: Writer
  readonly taken: TakenTree
  readonly draft: SnapshotDraft
}

async function readSources(
  place: Place,
  request: SnapshotRequest,
  context: CallContext,
): Promise<SourcesRead> {
  const { store } = place
  const { dataset, origin } = request
  const { signal } = context
  const files = await walkSources(request.sources, { signal, exclude: [store.path] })
  requireFiles(files, request.named)
  const parent = await newest(store, dataset, request.branch)
  const writer = await store.begin(`snapshot ${dataset}`, {
    datasets: [dataset],
    inputs: [parent?.id, ...(origin?.lineage.inputs ?? []).map(({ id }) => id)].filter(
      (id) => id !== undefined,
    ),
  })
  try {
    const { taken, found } = await takeAndDescribe(place, { writer, files, parent, request }, context)
    const tree = await writer.writeTree(taken.entries)
    const draft: SnapshotDraft = {
      dataset,
      kind: origin === undefined ? 'raw' : kindOfMade(parent),
      tree,
      tables: found?.tables ?? parent?.snapshot.tables ?? [],
      // What a command wrote is not there to be taken again: it is run again.
      sources: origin?.command === undefined ? request.sources : [],
      ...(origin === undefined ? {} : { lineage: await withCommand(writer, origin) }),
      warnings: [...taken.warnings, ...(found?.warnings ?? [])],
      newBytes: taken.newBytes,
      ...(request.message === undefined ? {} : { message: request.message }),
      ...(request.asOf === undefined ? {} : { asOf: request.asOf }),
      ...(request.tag === undefined ? {} : { tag: request.tag }),
      ...(request.branch === undefined ? {} : { branch: request.branch }),
    }
    return { writer, taken, draft }
  } catch (error) {
    await writer.release()
    throw error
  }
}

function resultOf(committed: CommittedSnapshot, { taken }: SourcesRead): SnapshotResult {
  const { snapshot, changed } = committed
  return {
    ...snapshotResult(committed),
    // The schema keeps the conflicts, so that they need not stand beside the version for ever.
    warnings: changed ? [...snapshot.warnings, ...conflictWarnings(snapshot.tables)] : taken.warnings,
  }
}

/** Takes files and finds their tables; a file that turns out to need reading as a whole is then kept whole. */
async function takeAndDescribe(
  { store, ingest }: { readonly store: Store; readonly ingest: IngestAccess },
  work: Pick<Taken, 'files' | 'parent' | 'request'> & { readonly writer: Writer },
  context: CallContext,
): Promise<{ taken: TakenTree; found: Awaited<ReturnType<typeof describeTables>> | undefined }> {
  const { writer, files, parent, request } = work
  const { rehash = false } = request
  const appendOnly = !rehash && (request.appendOnly ?? (await store.isAppendOnly(request.dataset)))
  const cutting = new CuttingFiles(parent?.snapshot.tables ?? [])
  for (;;) {
    const taken = await writer.takeFiles(files, {
      signal: context.signal,
      progress: context.progress,
      rehash,
      cutting: (source) => cutting.ruleFor(source),
      keptWhole: (source) => cutting.isKeptWhole(source),
      appendOnly: (source) => appendOnly && cutting.wasCutAlike(source),
      ...(parent === undefined ? {} : { parent }),
    })
    await writer.dropAllBut(taken.entries)
    if (!saysHow(request) && parent !== undefined && (await sameFiles(store, parent, taken.entries)))
      return { taken, found: undefined }
    try {
      const found = await describeTables(
        ingest,
        writer,
        { files, entries: taken.entries, parent, request },
        context,
      )
      const wrong = cutting.wronglyCut(taken.entries, found.tables)
      if (wrong.length === 0) return { taken, found }
      cutting.keepWhole(wrong)
    } catch (error) {
      if (!(error instanceof NotInParts)) throw error
      cutting.keepWhole([error.path])
    }
  }
}

/** What was made of snapshots is an aggregation, unless the dataset holds raw snapshots already. */
function kindOfMade(parent: ResolvedSnapshot | undefined): DatasetKind {
  return parent?.kind === 'raw' ? 'raw' : 'aggregation'
}

async function withCommand(
  writer: Writer,
  { lineage, command }: NonNullable<SnapshotRequest['origin']>,
): Promise<Lineage> {
  if (command === undefined) return lineage
  const { words, seconds, log } = command
  const kept = log === '' ? {} : { log: await writer.putBytes(Buffer.from(log, 'utf8')) }
  return { ...lineage, command: { words, seconds, ...kept } }
}

/** A pipe or a device has no bytes that could be kept; only beside files they are left out with a warning. */
function requireFiles(files: readonly SourceFile[], named: readonly string[]): void {
  if (files.some(({ kind }) => kind === 'file')) return
  throw new FirnError(
    'nothing-to-read',
    `There is no file in ${named.map((source) => `"${source}"`).join(', ')}, only pipes, devices or links.`,
    {
      hint: 'Write what comes out of a pipe into a file first, and name the file that a link leads to.',
      context: { sources: named },
    },
  )
}

/**
 * The newest version of a dataset on a branch, or undefined for a new one and for one whose newest version lost an object:
 * taking its data again is what heals it. A log that is damaged or has a gap is refused before anything is read.
 */
async function newest(
  store: Store,
  dataset: string,
  wanted: string | undefined,
): Promise<ResolvedSnapshot | undefined> {
  let branch: string
  try {
    const { current, branches } = await store.branches(dataset)
    branch = wanted ?? current
    // What is not there is refused before anything is read.
    if (branches.every(({ name }) => name !== branch)) await store.resolve(`${dataset}@${branch}`)
  } catch (error) {
    if (hasCode(error, 'not-found')) return undefined
    throw error
  }
  try {
    return await store.resolve(`${dataset}@${branch}`)
  } catch (error) {
    if (hasCode(error, 'not-found') || hasLostObject(error)) return undefined
    throw error
  }
}

/** Whether the same bytes lie under the same paths; times do not count. No, where that can no longer be read. */
async function sameFiles(
  store: Store,
  parent: ResolvedSnapshot,
  entries: readonly TreeEntry[],
): Promise<boolean> {
  const key = (entry: TreeEntry) => JSON.stringify([entry.path, bytesName(entry), entry.target])
  const now = new Set(entries.map(key))
  let before = 0
  try {
    for await (const entry of store.entries(parent)) {
      before += 1
      if (!now.has(key(entry))) return false
    }
  } catch (error) {
    if (hasLostObject(error)) return false
    throw error
  }
  return before === now.size
}

const hasLostObject = (error: unknown) => hasCode(error, 'store-incomplete', 'object-damaged')

function hasCode(error: unknown, ...codes: readonly ErrorCode[]): boolean {
  return error instanceof FirnError && codes.includes(error.code)
}

interface Taken {
  readonly files: readonly SourceFile[]
  readonly entries: readonly TreeEntry[]
  readonly parent: ResolvedSnapshot | undefined
  readonly request: SnapshotRequest
}

async function describeTables(
  ingest: IngestAccess,
  writer: Writer,
  taken: Taken,
  context: CallContext,
): Promise<{ tables: SnapshotTable[]; warnings: string[] }> {
  const { parent, request } = taken
  const listing = await storedListing(writer, taken, context.signal)
  const inherited = tableNames(parent?.snapshot.tables ?? [])
  const watch = { signal: context.signal, onProgress: context.progress }
  const before = request.asFound === true ? [] : (parent?.snapshot.tables ?? [])
  const choices = saysHow(request) || before.some(({ chosen }) => chosen !== undefined)
  // Choices are made by table name: a first look says which files these are.
  const first = choices
    ? await discoverFiles(request.sources, listing, { depth: 'sample', tableNames: inherited }, ingest, watch)
    : undefined
  const found = first?.discovery.tables ?? []
  const kept = keptReadings(before, found)
  const reading = readingOf(request, kept)
  const discovered = await discoverFiles(
    request.sources,
    listing,
    { depth: 'all', tableNames: { ...inherited, ...tableNames(found) }, ...reading },
    ingest,
    watch,
  )
  return {
    tables: await storedTables(writer, discovered, parent, reading),
    warnings: [
      ...kept.flatMap(({ table, misfit }) =>
        misfit === undefined || request.options?.[table] !== undefined
          ? []
          : [`${table} is ${kindWords[misfit]} now, so it is not read in the way that was chosen before.`],
      ),
      ...discovered.discovery.problems.map(({ message }) => message),
      ...leftOutWarning(discovered.discovery),
    ],
  }
}

const kindWords: Readonly<Record<ReadOptions['kind'], string>> = {
  delimited: 'delimited text',
  json: 'JSON',
  log: 'a log',
  parquet: 'Parquet',
  arrow: 'Arrow',
}

/** Whether anything is said about how files are to be read. */
function saysHow({ options, types, asFound }: SnapshotRequest): boolean {
  return options !== undefined || types !== undefined || asFound === true
}

interface Reading {
  readonly options: Readonly<Record<string, ReadOptions>>
  readonly types: Readonly<Record<string, Readonly<Record<string, string>>>>
}

/** What is asked for, over what was chosen for the version before: options as a whole, types by column. */
function readingOf({ options = {}, types = {} }: SnapshotRequest, kept: readonly KeptReading[]): Reading {
  const keptOptions: Record<string, ReadOptions> = {}
  const keptTypes: Record<string, Readonly<Record<string, string>>> = {}
  for (const { table, reading } of kept) {
    if (reading.options !== undefined) keptOptions[table] = reading.options
    if (reading.types !== undefined) keptTypes[table] = reading.types
  }
  const typed = Object.entries(types).map(([table, chosen]) => [table, { ...keptTypes[table], ...chosen }])
  return {
    options: { ...keptOptions, ...options },
    types: { ...keptTypes, ...Object.fromEntries(typed) },
  }
}

const mostConflictWarnings = 5

/** Papers that lie beside data everywhere and are none. */
const besideData = /(^|\/)(readme|license|licence|notice|changelog)[^/]*$|\.md$/i

/** Files that are kept but are no rows of any table: one sentence, however many there are. */
function leftOutWarning({ leftOut, tables }: Discovery): string[] {
  const files = leftOut.filter(({ path, reason }) => !besideData.test(path) && !reason.startsWith('a link'))
  const [first] = files
  if (first === undefined) return tables.length === 0 ? ['There is no table in these files.'] : []
  const which = files.length === 1 ? `${first.path} is` : `${files.length} files, such as ${first.path}, are`
  return [`${which} kept, but part of no table: ${first.reason}.`]
}

/** Columns that had to become text, which no sum or time axis takes: a sentence for each, a few at most. */
function conflictWarnings(tables: readonly SnapshotTable[]): string[] {
  const conflicts = tables.flatMap((table) =>
    table.conflicts
      .filter(({ resolved }) => resolved === 'VARCHAR')
      .map((conflict) => `${tables.length > 1 ? `${table.name}: ` : ''}${conflictText(conflict)}.`),
  )
  const more = conflicts.length - mostConflictWarnings
  return more <= 0
    ? conflicts
    : [
        ...conflicts.slice(0, mostConflictWarnings),
        `${more === 1 ? '1 more column is' : `${more} more columns are`} text for such a reason.`,
      ]
}

function tableNames(
  tables: readonly { readonly name: string; readonly files: readonly string[] }[],
): Record<string, string> {
  return Object.fromEntries(tables.flatMap(({ name, files }) => files.map((file) => [file, name])))
}

/** The taken files, named as in the snapshot and read from where their bytes are kept. */
async function storedListing(
  writer: Writer,
  { files, entries, request }: Taken,
  signal: AbortSignal,
): Promise<Listing> {
  const sources = new Map(files.map((file) => [JSON.stringify(file.path), file]))
  const inputs: InputFile[] = []
  const leftOut: Listing['leftOut'][number][] = []
  for (const entry of entries) {
    const source = sources.get(JSON.stringify(entry.path))
    if (source === undefined || typeof entry.path !== 'string') continue
    const { path, size: bytes } = entry
    const modified = new Date(Number(source.mtimeNs / 1_000_000n)).toISOString()
    const named = request.sources.includes(source.absolute)
    const reason = reasonToSkip(source.kind, path)
    if (entry.kind === 'link' || (reason !== undefined && !named)) {
      leftOut.push({
        path,
        absolute: source.absolute,
        bytes,
        modified,
        reason: reason ?? 'not a regular file',
      })
      continue
    }
    inputs.push({
      path,
      ...(await storedFile(entry, (sha256) => writer.objectPath(sha256, { signal }))),
      folder: tableFolder(source.absolute),
      bytes,
      modified,
      named,
    })
  }
  return { files: inputs, leftOut, problems: [] }
}

async function storedTables(
  writer: Writer,
  { discovery, rejects }: Discovered,
  parent: ResolvedSnapshot | undefined,
  reading: Reading,
): Promise<SnapshotTable[]> {
  const tables: SnapshotTable[] = []
  for (const table of discovery.tables) {
    const rejected = rejects.get(table.name)
    const hash = rejected === undefined ? undefined : await writer.putBytes(rejectedLines(rejected))
    const name = nameOf(table, discovery.tables, parent)
    const before = parent?.snapshot.tables.find((each) => each.name === name)
    tables.push({
      ...storedTable(table, name, before),
      ...(hash === undefined ? {} : { rejects: hash }),
      ...chosenFor(table.name, reading),
    })
  }
  return tables
}

function chosenFor(table: string, { options, types }: Reading): { readonly chosen?: TableReading } {
  const chosen: TableReading = {
    ...(options[table] === undefined ? {} : { options: options[table] }),
    ...(types[table] === undefined ? {} : { types: types[table] }),
  }
  return Object.keys(chosen).length === 0 ? {} : { chosen }
}

/** A snapshot's only table keeps its name when the file behind it is called otherwise the next time. */
function nameOf(
  table: DiscoveredTable,
  all: readonly DiscoveredTable[],
  parent: ResolvedSnapshot | undefined,
): string {
  const [only, second] = parent?.snapshot.tables ?? []
  return all.length === 1 && only !== undefined && second === undefined ? only.name : table.name
}

function storedTable(table: DiscoveredTable, name: string, before: SnapshotTable | undefined): SnapshotTable {
  const { format, compression, options, files, text, layouts, columns, rows, rejected, conflicts } = table
  const { partitions } = table
  return {
    name,
    format,
    compression,
    options,
    files,
    ...(text === undefined ? {} : { text }),
    ...(layouts === undefined ? {} : { layouts }),
    ...(partitions === undefined ? {} : { partitions }),
    columns: columns.map((column) => ({
      ...column,
      type: keptType(table, column, before),
      present: String(column.present),
    })),
    rows: String(rows),
    rejected: String(rejected),
    conflicts,
  }
}

/** Text without a value says nothing about its type: a table that was emptied keeps the types that it had. */
function keptType(table: DiscoveredTable, column: Column, before: SnapshotTable | undefined): string {
  const isText = table.options.kind === 'delimited' || table.options.kind === 'json'
  const isPartition = table.partitions?.some((partition) => partition.column === column.name) === true
  if (!isText || isPartition || column.present > 0) return column.type
  return before?.columns.find(({ name }) => name === column.name)?.type ?? column.type
}

function rejectedLines(rejects: readonly Reject[]): Buffer {
  return Buffer.from(rejects.map((reject) => `${JSON.stringify(reject)}\n`).join(''))
}
