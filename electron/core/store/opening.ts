import { constants } from 'node:fs'
import { access, stat } from 'node:fs/promises'
import { hostname, userInfo } from 'node:os'
import { join, resolve } from 'node:path'
import { FirnError } from '../../../shared/contract/errors.ts'
import { type ChunkSizes, chunkSizes } from './cut-rule.ts'
import type { StoreContext } from './context.ts'
import { type Disk, realDisk } from './durable.ts'
import { type FirnFile, newerThanThisProgram, readFirnFile } from './firn-file.ts'
import { type Hashing, hashingHere } from './hashing.ts'
import { Heads } from './heads.ts'
import { isMissing, storeFailure, systemCode } from './io-error.ts'
import { layout } from './layout.ts'
import { Logs } from './log.ts'
import { Proofs } from './proof.ts'
import { keepReserve } from './reserve.ts'
import { SnapshotReader } from './snapshot-reader.ts'
import { sweepDeadWriters } from './staging.ts'

export interface OpenOptions {
  /** Milliseconds since 1970. */
  readonly clock?: () => number
  /** Who writes; the user's name when absent. */
  readonly actor?: string
  /** This machine's name. */
  readonly host?: string
  /** Folder outside the store that remembers how far each log had come. Nothing is remembered when absent. */
  readonly stateFolder?: string
  /** Milliseconds for which a proof of an object's bytes holds; 7 days when absent. */
  readonly proofAge?: number
  /** Opens for reading even where writing would be possible. */
  readonly readOnly?: boolean
  /** Starts what hashes long files; absent, they are hashed in this thread. */
  readonly startHashing?: () => Promise<Hashing>
  /** For tests: smaller chunks, so that small files are cut. */
  readonly chunkSizes?: ChunkSizes
  /** For tests: a disk whose operations fail. */
  readonly disk?: Disk
}

/**
 * Opens a store: reads `firn.json`, finds out whether it may be written, and clears up after writers that
 * died. Throws `no-store`, `store-incomplete`, `store-damaged`, `not-allowed`, `io`.
 */
export async function openContext(path: string, options: OpenOptions = {}): Promise<StoreContext> {
  const root = resolve(path)
  const { disk = realDisk, clock = Date.now, host = hostname(), actor = ownName(), stateFolder } = options
  const firn = await requireFirnFile(disk, root)
  await requireFolders(root)
  const readOnly =
    newerThanThisProgram(firn) ??
    (options.readOnly === true ? 'Firn was started for reading only.' : await notWritable(root))
  const ctx: StoreContext = {
    root,
    firn,
    disk,
    clock,
    actor,
    host,
    readOnly,
    readOnlyByChoice: options.readOnly === true,
    links: readOnly !== undefined || (await hasLinks(disk, root)),
    logs: new Logs(),
    proofs: new Proofs(layout.cache(root, 'proofs'), host, clock, options.proofAge, readOnly === undefined),
    snapshots: new SnapshotReader(),
    durableFolders: new Set(),
    chunkSizes: options.chunkSizes ?? chunkSizes,
    startHashing: options.startHashing ?? (() => Promise.resolve(hashingHere())),
    heads: stateFolder === undefined ? undefined : new Heads(stateFolder, firn.id),
  }
  // What cannot be swept now does no harm and is swept another time.
  if (readOnly === undefined) {
    await sweepDeadWriters(ctx).catch(() => {})
    await keepReserve(ctx)
  }
  return ctx
}

async function requireFirnFile(disk: Disk, root: string): Promise<FirnFile> {
  const firn = await readFirnFile(disk, root)
  if (firn !== undefined) return firn
  const parts = await Promise.all([layout.objects(root), layout.datasets(root)].map(isFolder))
  if (parts.includes(true)) {
    throw new FirnError(
      'store-incomplete',
      `${layout.firnFile(root)} is missing: the store was copied only in part.`,
      {
        hint: 'Copy firn.json from the original of this store. Nothing was changed here.',
        context: { file: layout.firnFile(root) },
      },
    )
  }
  throw new FirnError('no-store', `There is no store in ${root}.`, {
    hint: `Make one with: firn init --store ${root}`,
    context: { file: root },
  })
}

/** Both folders are made with the store, so one that is missing was lost. */
async function requireFolders(root: string): Promise<void> {
  for (const folder of [layout.objects(root), layout.datasets(root)]) {
    if (await isFolder(folder)) continue
    throw new FirnError('store-incomplete', `${folder} is missing: the store was copied only in part.`, {
      hint: 'Copy the folder from the original of this store. Nothing was changed here.',
      context: { file: folder },
    })
  }
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory()
  } catch (error) {
    if (isMissing(error)) return false
    throw storeFailure(error, 'open the store', path)
  }
}

async function notWritable(root: string): Promise<string | undefined> {
  for (const folder of [root, layout.objects(root), layout.datasets(root)]) {
    try {
      await access(folder, constants.W_OK)
    } catch (error) {
      const code = systemCode(error) ?? ''
      if (code === 'EROFS')
        return `${folder} lies on a disk that is mounted for reading only. The store can be read only.`
      if (!['EACCES', 'EPERM'].includes(code)) throw storeFailure(error, 'open the store', folder)
      return `You have no permission to write into ${folder}. The store can be read only.`
    }
  }
  return undefined
}

/** Tries it: nothing else tells whether a file system has hard links. */
async function hasLinks(disk: Disk, root: string): Promise<boolean> {
  await disk.makeFolder(layout.staging(root)).catch(() => {})
  const probe = join(layout.staging(root), `probe-${process.pid}-${Math.random().toString(36).slice(2)}`)
  try {
    await (await disk.create(probe)).close()
    return (await disk.link(probe, `${probe}-link`)) !== 'unsupported'
  } catch {
    // A full disk, for one: decide for links, which every common file system has.
    return true
  } finally {
    await disk.remove(`${probe}-link`).catch(() => {})
    await disk.remove(probe).catch(() => {})
  }
}

function ownName(): string {
  try {
    return userInfo().username
  } catch {
    // Accounts without a name exist, in containers for one.
    return `user-${process.getuid?.() ?? 'unknown'}`
  }
}
