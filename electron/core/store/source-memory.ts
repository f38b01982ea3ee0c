import { createReadStream } from 'node:fs'
import { mkdir, open, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { StoreContext } from './context.ts'
import type { TreeEntry } from '../../../shared/model/snapshot.ts'
import type { CutRule } from './cut-rule.ts'
import { layout } from './layout.ts'
import { settlingTime } from './proof.ts'
import { type SourceFile, pathToOpen } from './source-walk.ts'

/** What a source looked like when its bytes were taken. */
export interface TakenSource {
  readonly source: SourceFile
  /** What names its bytes (`bytesName`). */
  readonly sha256: string
  readonly entry: TreeEntry
  /** By which it was cut. */
  readonly rule?: CutRule
  /** Real time when it was opened, milliseconds since 1970. */
  readonly takenAt: number
}

/** Looks up what is known of a source: the hash of its bytes, if nothing about it has changed. */
export type SourceMemory = (source: SourceFile) => string | undefined

/**
 * Remembers what the sources of a snapshot looked like, in `cache/sources/<dataset>`: inodes and ctimes are
 * of this machine alone and must not be part of a snapshot.
 */
export async function rememberSources(
  ctx: StoreContext,
  dataset: string,
  snapshotId: string,
  taken: readonly TakenSource[],
): Promise<void> {
  const folder = layout.cache(ctx.root, 'sources')
  const file = join(folder, dataset)
  const unfinished = `${file}.${process.pid}.new`
  try {
    await mkdir(folder, { recursive: true })
    const handle = await open(unfinished, 'w')
    try {
      await handle.writeFile(`${JSON.stringify({ snapshot: snapshotId, host: ctx.host })}\n`)
      for (let start = 0; start < taken.length; start += 1_000) {
        const lines = taken.slice(start, start + 1_000).map((one) => `${lineOf(one)}\n`)
        await handle.writeFile(lines.join(''))
      }
    } finally {
      await handle.close()
    }
    await rename(unfinished, file)
  } catch {
    // Only a cache: without it the next snapshot reads its sources again.
    await rm(unfinished, { force: true }).catch(() => {})
  }
}

/** What is remembered of the sources of one snapshot; knows nothing when the cache is of another one. */
export async function recallSources(
  ctx: StoreContext,
  dataset: string,
  snapshotId: string,
): Promise<SourceMemory> {
  const known = new Map<string, string>()
  try {
    const lines = createInterface({
      input: createReadStream(join(layout.cache(ctx.root, 'sources'), dataset)),
    })
    let first = true
    for await (const line of lines) {
      if (first) {
        const head = JSON.parse(line) as { readonly snapshot?: unknown; readonly host?: unknown }
        if (head.snapshot !== snapshotId || head.host !== ctx.host) {
          lines.close()
          break
        }
        first = false
        continue
      }
      const [facts, key] = splitLine(line)
      if (key !== undefined) known.set(key, facts)
    }
  } catch {
    known.clear()
  }
  return (source) => {
    const facts = known.get(keyOf(source))?.split(' ')
    if (facts === undefined) return undefined
    const [takenAt, sha256, ...stats] = facts
    if (stats.join(' ') !== statsOf(source)) return undefined
    const changed = Number((source.mtimeNs > source.ctimeNs ? source.mtimeNs : source.ctimeNs) / 1_000_000n)
    // Changed just before it was read: it may have changed again within the same tick of the clock.
    return changed + settlingTime <= Number(takenAt) ? sha256 : undefined
  }
}

/** Places on disk at which bytes with one of these hashes lay when the dataset was last taken. */
export async function placesOfSources(
  ctx: StoreContext,
  dataset: string,
  wanted: ReadonlySet<string>,
): Promise<readonly { readonly file: string; readonly sha256: string }[]> {
  const places: { file: string; sha256: string }[] = []
  try {
    const lines = createInterface({
      input: createReadStream(join(layout.cache(ctx.root, 'sources'), dataset)),
    })
    for await (const line of lines) {
      const [facts, key] = splitLine(line)
      const sha256 = facts.split(' ')[1] ?? ''
      // Names that are not UTF-8 are kept as bytes, and are not looked for.
      if (wanted.has(sha256) && key?.startsWith('"') === true)
        places.push({ file: JSON.parse(key) as string, sha256 })
    }
  } catch {
    // Only a cache.
  }
  return places
}

function lineOf({ source, sha256, takenAt }: TakenSource): string {
  return `${takenAt} ${sha256} ${statsOf(source)}\t${keyOf(source)}`
}

function splitLine(line: string): [string, string | undefined] {
  const tab = line.indexOf('\t')
  return tab < 0 ? [line, undefined] : [line.slice(0, tab), line.slice(tab + 1)]
}

function statsOf({ size, mtimeNs, ctimeNs, ino, dev }: SourceFile): string {
  return `${size} ${mtimeNs} ${ctimeNs} ${ino} ${dev}`
}

/** The place on disk, as text without line ends. */
function keyOf(source: SourceFile): string {
  const place = pathToOpen(source)
  return typeof place === 'string' ? JSON.stringify(place) : place.toString('base64')
}
