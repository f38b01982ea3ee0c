import { FirnError } from '../../shared/contract/errors.ts'
import type { DiscoveredTable, Problem } from '../../shared/model/discovery.ts'
import { type Discovered, discoverFiles } from './ingest/discover.ts'
import { type Listing, listInputs } from './ingest/input-files.ts'
import { createParsedFiles } from './ingest/parsed-files.ts'
import { placeOf } from './ingest/read-table.ts'
import { relationOf } from './ingest/relation.ts'
import type { Depth } from './ingest/table-plan.ts'
import type { Relation } from './query/relations.ts'
import type { Session } from './session.ts'

/** Files that were looked at in a session, by their path; forgotten when the files change. */
export interface LookedAt {
  readonly identity: string
  readonly depth: Depth
  /** What queries called it. */
  readonly names: Set<string>
  readonly listing: Listing
  readonly discovered: Discovered
}

/** Up to this many bytes every line is read before the first query, so that no later line can break a type. */
const readWhole = 64_000_000

/**
 * The rows of a file or folder that was opened without importing it, read as `inspect` finds them. Of large
 * files the types come from a sample at first. Throws `not-allowed`, `file-missing`, `format`, `ambiguous`
 * for a folder that holds several tables, and `file-unreadable` where one of several files cannot be read: an
 * answer without its rows would look like the whole.
 */
export async function openedFile(session: Session, name: string, signal: AbortSignal): Promise<Relation> {
  const path = await session.access.readablePattern(name)
  const { listing, discovered } = await lookAt(session, name, path, signal)
  refuseUnreadable(name, discovered.discovery.problems)
  const table = theOnlyTable(name, discovered.discovery.tables)
  const places = new Map(listing.files.map((file) => [file.path, file]))
  const parsed = createParsedFiles(await session.ingest())
  const { sql, readPaths } = await relationOf(table, (file) => placeOf(places, file), parsed, { signal })
  return {
    sql,
    readPaths,
    columns: table.columns,
    ...(table.covers === 'all' ? { rows: table.rows } : {}),
    rejected: table.rejected,
    file: name,
  }
}

/**
 * Says that reading a file failed, or a value in it had another type than its first rows: it is read whole from
 * now on. False where it was read whole already.
 */
export function misreadFile(session: Session, name: string): boolean {
  if (session.readWhole.has(name)) return false
  const sampled = [...session.lookedAt.values()].some(
    ({ names, discovered }) =>
      names.has(name) && discovered.discovery.tables.some(({ covers }) => covers === 'sample'),
  )
  if (sampled) session.readWhole.add(name)
  return sampled
}

async function lookAt(session: Session, name: string, path: string, signal: AbortSignal): Promise<LookedAt> {
  const listing = await listInputs([path], { signal })
  const identity = listing.files.map((file) => file.identity).join('\n')
  const before = session.lookedAt.get(path)
  const whole = session.readWhole.has(name)
  if (before?.identity === identity && (!whole || before.depth === 'all')) {
    before.names.add(name)
    return before
  }
  const bytes = listing.files.reduce((sum, file) => sum + file.bytes, 0)
  const depth: Depth = whole || bytes <= readWhole ? 'all' : 'sample'
  const discovered = await discoverFiles([path], listing, { depth }, await session.ingest(), { signal })
  const looked = { identity, depth, names: new Set([name]), listing, discovered }
  session.lookedAt.set(path, looked)
  return looked
}

function refuseUnreadable(name: string, problems: readonly Problem[]): void {
  const [first, ...others] = problems.filter(({ empty }) => empty !== true)
  if (first === undefined) return
  const more = others.length === 0 ? '' : ` The same goes for ${others.length} more.`
  throw new FirnError('file-unreadable', `"${name}" cannot be read whole. ${first.message}${more}`, {
    hint: `${first.hint === undefined ? '' : `${first.hint} `}To go on without it, name the files that can be read.`,
    context: { file: first.path },
  })
}

function theOnlyTable(name: string, tables: readonly DiscoveredTable[]): DiscoveredTable {
  const [table, second] = tables
  if (table === undefined)
    throw new FirnError('nothing-to-read', `There is no table in "${name}".`, {
      hint: 'Firn opens CSV, TSV, JSON, JSON lines, Parquet, Arrow and text logs.',
      context: { file: name },
    })
  if (second === undefined) return table
  const listed = tables.map(
    (each) => `${each.name} (${each.files.length === 1 ? each.files[0] : `${each.files.length} files`})`,
  )
  throw new FirnError(
    'ambiguous',
    `"${name}" holds ${tables.length} tables: ${listed.slice(0, 20).join(', ')}.`,
    {
      hint: 'Name one file, or a pattern such as logs/*.csv; or take a snapshot and name the table.',
      context: { file: name },
    },
  )
}
