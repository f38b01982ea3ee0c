import { randomBytes } from 'node:crypto'
import { readdir, stat, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { canonicalBytes } from './canonical.ts'
import type { StoreContext } from './context.ts'
import { isMissing, storeFailure } from './io-error.ts'
import { layout } from './layout.ts'
import { type ProcessIdentity, lifeOf, ownIdentity } from './process-identity.ts'

const leaseSchema = z.looseObject({
  writer: z.string(),
  kind: z.enum(['write', 'collect']),
  purpose: z.string(),
  pid: z.int(),
  started: z.string().optional(),
  place: z.string().optional(),
  host: z.string(),
  actor: z.string(),
  time: z.string(),
  since: z.record(z.string(), z.int()),
  inputs: z.array(z.string()),
})

/** Who is writing or collecting, since which log numbers, and which snapshots must stay meanwhile. */
export interface Lease extends ProcessIdentity {
  readonly writer: string
  readonly kind: 'write' | 'collect'
  readonly purpose: string
  readonly host: string
  readonly actor: string
  /** When it began, by the store's clock. */
  readonly time: string
  /** Number of the newest entry of each dataset when the lease began. */
  readonly since: { readonly [dataset: string]: number }
  /** Ids of snapshots that a collection must not take. */
  readonly inputs: readonly string[]
}

/**
 * A lease older than this no longer holds a collection up: its writer is fenced instead, and checks its
 * objects before it commits. Of a process that cannot be looked at (another host), it counts as dead.
 */
export const leaseAgeLimit = 24 * 60 * 60 * 1000

/** How often a living writer renews its lease's time, for readers on other hosts. */
const renewalInterval = 10 * 60 * 1000

/** A lease file that cannot be read yet is being written; after this long it never will be. */
const unreadableGrace = 60 * 1000

export interface HeldLease {
  readonly lease: Lease
  /** Removes the private folder and the lease. */
  release(): Promise<void>
}

/** Takes a lease and makes the private folder `staging/<writer>/`. */
export async function takeLease(
  ctx: StoreContext,
  kind: Lease['kind'],
  purpose: string,
  held: { readonly since: Lease['since']; readonly inputs: readonly string[] },
): Promise<HeldLease> {
  const writer = `${Date.now().toString(36)}-${process.pid}-${randomBytes(6).toString('hex')}`
  const lease: Lease = {
    writer,
    kind,
    purpose,
    host: ctx.host,
    actor: ctx.actor,
    time: new Date(ctx.clock()).toISOString(),
    ...held,
    ...(await ownIdentity()),
  }
  const file = layout.lease(ctx.root, writer)
  const unfinished = `${file}.new`
  const staging = layout.writerStaging(ctx.root, writer)
  try {
    await ctx.disk.makeFolder(layout.leases(ctx.root))
    // A lease need not survive a power loss, since its writer does not; it must only never be half there.
    const handle = await ctx.disk.create(unfinished, 0o644)
    try {
      await handle.writeFile(canonicalBytes(lease))
    } finally {
      await handle.close()
    }
    await ctx.disk.rename(unfinished, file)
    await ctx.disk.makeFolder(staging)
  } catch (error) {
    await ctx.disk.removeFolder(staging).catch(ignore)
    await ctx.disk.remove(unfinished).catch(ignore)
    await ctx.disk.remove(file).catch(ignore)
    throw storeFailure(error, 'begin to write into the store', file)
  }
  const renewal = setInterval(() => {
    const now = new Date()
    utimes(file, now, now).catch(ignore)
  }, renewalInterval)
  renewal.unref()
  let released = false
  return {
    lease,
    async release() {
      if (released) return
      released = true
      clearInterval(renewal)
      // Twice, because a lease that stays holds collections up for as long as this process lives. What still
      // cannot be removed is swept at the first opening after that.
      await ctx.disk.removeFolder(staging).catch(() => ctx.disk.removeFolder(staging).catch(ignore))
      await ctx.disk.remove(file).catch(() => ctx.disk.remove(file).catch(ignore))
    },
  }
}

export interface FoundLease {
  readonly writer: string
  readonly alive: boolean
  /** Absent while its file cannot be read. */
  readonly lease?: Lease
}

/** All leases that lie in the store, and whether their writers live. */
export async function listLeases(ctx: StoreContext): Promise<FoundLease[]> {
  const folder = layout.leases(ctx.root)
  let names: string[]
  try {
    names = await readdir(folder)
  } catch (error) {
    if (isMissing(error)) return []
    throw storeFailure(error, 'look for writers', folder)
  }
  const found: FoundLease[] = []
  for (const name of names) {
    const writer = /^([a-z0-9-]+)\.json(\.new)?$/.exec(name)?.[1]
    if (writer === undefined) continue
    if (found.some((known) => known.writer === writer)) continue
    // One that has just been finished no longer has the name that it was listed by.
    const state =
      (await inspectLease(ctx, writer, join(folder, name))) ??
      (name.endsWith('.new') ? await inspectLease(ctx, writer, layout.lease(ctx.root, writer)) : undefined)
    if (state !== undefined) found.push(state)
  }
  return found
}

async function inspectLease(
  ctx: StoreContext,
  writer: string,
  file: string,
): Promise<FoundLease | undefined> {
  let touched: number
  let text: string
  try {
    touched = (await stat(file)).mtimeMs
    text = (await ctx.disk.read(file)).toString('utf8')
  } catch (error) {
    if (isMissing(error)) return undefined
    throw storeFailure(error, 'look for writers', file)
  }
  const parsed = leaseSchema.safeParse(jsonOrNothing(text))
  const sinceRenewal = Date.now() - touched
  if (!parsed.success) return { writer, alive: sinceRenewal < unreadableGrace }
  const lease = parsed.data as Lease
  if (lease.host === ctx.host) {
    const life = await lifeOf(lease)
    if (life !== 'unknown') return { writer, lease, alive: life === 'alive' }
  }
  return { writer, lease, alive: sinceRenewal < leaseAgeLimit }
}

function jsonOrNothing(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function ignore(): void {}
