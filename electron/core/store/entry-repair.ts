import { join } from 'node:path'
import { sha256 } from './canonical.ts'
import type { StoreContext } from './context.ts'
import { isMissing, storeFailure } from './io-error.ts'
import { entryNumber, layout } from './layout.ts'
import { type Entry, decodeEntry } from './log-entry.ts'

/** What a lost or damaged entry of a log must be again. */
export interface EntryRepair {
  readonly dataset: string
  readonly number: number
  readonly file: string
  readonly bytes: Buffer
  /** Another store that has the entry; absent when only its hash had to be written again. */
  readonly from?: string
}

/**
 * Finds the bytes that a damaged or missing entry had, and only those: their hash is known from the entry that
 * follows, or from what was remembered outside the store. The text may be whole where only its hash was cut off, or
 * lie in another copy of the store.
 */
export async function findEntry(
  ctx: StoreContext,
  dataset: string,
  file: string,
  others: readonly string[],
): Promise<EntryRepair | undefined> {
  const number = entryNumber(file.slice(-'0000000001.json'.length))
  if (number === undefined) return undefined
  const hash = await hashOfEntry(ctx, dataset, number)
  if (hash === undefined) return undefined
  const isIt = (bytes: Buffer): boolean => {
    const decoded = decodeEntry(bytes, dataset, number)
    return decoded.ok && decoded.entry.hash === hash
  }
  const there = await bytesOf(ctx, file)
  const completed = there === undefined ? undefined : withItsHash(there)
  if (completed !== undefined && isIt(completed)) return { dataset, number, file, bytes: completed }
  for (const other of others) {
    const from = layout.entry(other, dataset, number)
    const bytes = await bytesOf(ctx, from).catch(() => undefined)
    if (bytes !== undefined && isIt(bytes)) return { dataset, number, file, bytes, from }
  }
  return undefined
}

/** Puts an entry in place: durable, and never over a whole one. */
export async function putEntry(ctx: StoreContext, staging: string, repair: EntryRepair): Promise<void> {
  const { dataset, number, file, bytes } = repair
  const staged = join(staging, `entry-${dataset}-${number}`)
  try {
    const there = await bytesOf(ctx, file)
    if (there !== undefined && decodeEntry(there, dataset, number).ok) return
    await ctx.disk.writeNew(staged, bytes, 0o444)
    await ctx.disk.rename(staged, file)
    await ctx.disk.syncFolder(layout.log(ctx.root, dataset))
  } catch (error) {
    throw storeFailure(error, `write the log of ${dataset}`, file)
  }
  ctx.logs.forget(dataset)
}

/** The first line with its hash, where both were not whole. */
function withItsHash(bytes: Buffer): Buffer | undefined {
  const end = bytes.indexOf('\n')
  const line = end < 0 ? bytes : bytes.subarray(0, end)
  if (line.length === 0) return undefined
  return Buffer.concat([line, Buffer.from(`\n${sha256(line)}\n`)])
}

async function hashOfEntry(ctx: StoreContext, dataset: string, number: number): Promise<string | undefined> {
  const next = await entryAt(ctx, dataset, number + 1)
  return next?.previous ?? (await ctx.heads?.seen(dataset))?.get(number)
}

async function entryAt(ctx: StoreContext, dataset: string, number: number): Promise<Entry | undefined> {
  const bytes = await bytesOf(ctx, layout.entry(ctx.root, dataset, number)).catch(() => undefined)
  const decoded = bytes === undefined ? undefined : decodeEntry(bytes, dataset, number)
  return decoded?.ok === true ? decoded.entry : undefined
}

async function bytesOf(ctx: StoreContext, file: string): Promise<Buffer | undefined> {
  try {
    return await ctx.disk.read(file)
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
}
