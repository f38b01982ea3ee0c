import { FirnError } from '../../../shared/contract/errors.ts'
import type { LineageInput } from '../../../shared/model/lineage.ts'
import { formatReference, splitTable } from '../../../shared/model/reference.ts'
import type { SetMember } from '../../../shared/model/set.ts'
import type { SnapshotTable, TreeEntry } from '../../../shared/model/snapshot.ts'
import type { CommittedSnapshot } from './commit.ts'
import type { StoreContext } from './context.ts'
import { isCommittingTogether } from './intent.ts'
import { readObject } from './objects.ts'
import { winRace } from './race.ts'
import { type ResolvedSnapshot, openLog, resolveReference } from './reference-resolution.ts'
import { sweepDeadWriters } from './staging.ts'
import { readTree } from './tree.ts'
import { type TreePath, pathBytes, pathOfBytes } from './tree-path.ts'
import type { Writer } from './writer.ts'

export interface SetRequest {
  readonly dataset: string
  /** References of the members, each of another dataset. */
  readonly members: readonly string[]
  readonly message?: string | undefined
  readonly tag?: string | undefined
  /** Version of this program, for the lineage. */
  readonly program: string
}

interface Found {
  readonly named: string
  readonly resolved: ResolvedSnapshot
}

/**
 * Holds several snapshots together as one version of a dataset of kind `set`. Its tree has the files of each member
 * in a folder of the member's name, its tables are the members' tables, and its lineage names the members: so
 * whatever reads, checks out, compares and keeps snapshots does so with sets. No byte of data is written again.
 *
 * Every reference is taken as it was at one moment. Throws what resolving throws, `invalid-input` for members that
 * cannot be held together, and what committing throws; then there is no new version.
 */
export async function makeSet(
  ctx: StoreContext,
  writer: Writer,
  request: SetRequest,
): Promise<CommittedSnapshot> {
  const { dataset, message, tag, program } = request
  refuseMembers(request)
  // What a dead writer was committing together becomes whole first.
  await sweepDeadWriters(ctx).catch(() => {})
  const members = await membersAtOneMoment(ctx, request)
  const entries: TreeEntry[] = []
  const tables: SnapshotTable[] = []
  for (const { resolved } of members) {
    const read = (hash: string) => readObject(ctx, hash, `the tree of ${resolved.reference}`)
    for await (const entry of readTree(resolved.snapshot.tree, read))
      entries.push({ ...entry, path: inFolder(resolved.dataset, entry.path) })
    tables.push(...tablesInside(resolved))
  }
  return writer.commitSnapshot({
    dataset,
    kind: 'set',
    tree: await writer.writeTree(entries),
    tables,
    lineage: { inputs: members.map(inputOf), parameters: {}, program },
    newBytes: 0,
    ...(message === undefined ? {} : { message }),
    ...(tag === undefined ? {} : { tag }),
  })
}

/** The members of a set as they are now; of a version of another kind undefined. Throws what resolving throws. */
export async function setMembers(
  ctx: StoreContext,
  reference: string,
): Promise<{ readonly reference: string; readonly members?: readonly SetMember[] }> {
  const { snapshot, reference: named } = await resolveReference(ctx, reference, { expired: true })
  if (snapshot.kind !== 'set') return { reference: named }
  const names = snapshot.tables.map(({ name }) => name)
  const members: SetMember[] = []
  for (const input of snapshot.lineage?.inputs ?? []) members.push(await describeMember(ctx, input, names))
  return { reference: named, members: members.toSorted((a, b) => (a.dataset < b.dataset ? -1 : 1)) }
}

async function describeMember(
  ctx: StoreContext,
  { dataset, version, id, named }: LineageInput,
  tablesOfSet: readonly string[],
): Promise<SetMember> {
  const tables = tablesOfSet.filter((name) => name === dataset || name.startsWith(`${dataset}/`))
  try {
    const { kind, statistics } = await ctx.snapshots.read(ctx, id, formatReference(dataset, version))
    const rows = Number(statistics.rows)
    const bytes = Number(statistics.bytes)
    return { dataset, kind, version, id, named, rows, bytes, files: Number(statistics.files), tables }
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error)
    return { dataset, kind: 'raw', version, id, named, rows: 0, bytes: 0, files: 0, tables, problem }
  }
}

function refuseMembers({ dataset, members }: SetRequest): void {
  for (const reference of members) {
    const { snapshot, table } = splitTable(reference)
    if (table === undefined) continue
    throw new FirnError(
      'invalid-input',
      `A set holds whole snapshots, and "${reference}" is a table of one.`,
      {
        hint: `Name the snapshot: ${snapshot}`,
        context: { dataset, reference },
      },
    )
  }
}

/**
 * What the references mean, all at once: they are looked up twice, and when no log of theirs grew in between, both
 * answers were true at every moment between the two.
 */
async function membersAtOneMoment(ctx: StoreContext, request: SetRequest): Promise<readonly Found[]> {
  return winRace(request.dataset, async () => {
    const first = await lookUp(ctx, request)
    // Of versions that are committed together a set holds all or none.
    if (await isCommittingTogether(ctx)) return undefined
    const second = await lookUp(ctx, request)
    return first.moment === second.moment ? first.found : undefined
  })
}

async function lookUp(
  ctx: StoreContext,
  { dataset, members }: SetRequest,
): Promise<{ readonly found: readonly Found[]; readonly moment: string }> {
  const found: Found[] = []
  const moment: string[] = []
  for (const named of members) {
    const resolved = await resolveReference(ctx, named)
    if (resolved.dataset === dataset)
      throw new FirnError('invalid-input', `The set ${dataset} cannot hold itself.`, {
        hint: 'Name the snapshots that it held, or give the set another name.',
        context: { dataset, reference: named },
      })
    const twin = found.find((other) => other.resolved.dataset === resolved.dataset)
    if (twin !== undefined)
      throw new FirnError(
        'invalid-input',
        `"${twin.named}" and "${named}" are versions of one dataset, and a set holds one version of each.`,
        { hint: 'Leave one of them away.', context: { dataset, reference: named } },
      )
    found.push({ named, resolved })
    moment.push(`${resolved.id} ${(await openLog(ctx, resolved.dataset)).head.number}`)
  }
  return { found, moment: moment.join('\n') }
}

function inputOf({ named, resolved: { dataset, version, id } }: Found): LineageInput {
  return { dataset, version, id, named }
}

/** A member's only table has the member's name, whatever its file was called; of several, `events/clicks`. */
function tablesInside({ dataset, snapshot }: ResolvedSnapshot): SnapshotTable[] {
  const inside = (path: string) => `${dataset}/${path}`
  return snapshot.tables.map((table) => {
    const { text, layouts } = table
    return {
      ...table,
      name: snapshot.tables.length === 1 ? dataset : inside(table.name),
      files: table.files.map(inside),
      ...(layouts === undefined
        ? {}
        : { layouts: layouts.map((layout) => ({ ...layout, files: layout.files.map(inside) })) }),
      ...(text?.damagedQuotes === undefined
        ? {}
        : { text: { ...text, damagedQuotes: text.damagedQuotes.map(inside) } }),
    }
  })
}

function inFolder(folder: string, path: TreePath): TreePath {
  if (typeof path === 'string') return `${folder}/${path}`
  return pathOfBytes(Buffer.concat([Buffer.from(`${folder}/`, 'utf8'), pathBytes(path)]))
}
