import { constants, createReadStream } from 'node:fs'
import { chmod, copyFile, symlink, utimes } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { FirnError } from '../../../shared/contract/errors.ts'
import type { TreeEntry } from '../../../shared/model/snapshot.ts'
import type { StoreContext } from './context.ts'
import { objectsOf } from './file-chunks.ts'
import { systemCode, throwIfCancelled } from './io-error.ts'
import { provenPath } from './object-path.ts'
import { fileSystemPath } from './portable-path.ts'

export interface CopyOptions {
  /** Permissions of each file. */
  readonly mode: number
  readonly signal?: AbortSignal | undefined
  /** Told after each file: bytes that are there. */
  readonly onBytes?: ((bytes: number) => void) | undefined
}

export interface CopiedFiles {
  readonly files: number
  readonly links: number
  /** Names that this file system cannot hold, as they were written instead. */
  readonly escaped: readonly string[]
}

/**
 * Writes the files of a tree below a folder, which it makes: reflinks where the file system can, else copies, of
 * proven objects, with the times that the files had. Throws `conflict` where this file system cannot tell two names
 * apart, `store-damaged` for a tree that leads out of the folder, and what the system and {@link provenPath} throw.
 */
export async function copyFilesOut(
  ctx: StoreContext,
  folder: string,
  entries: AsyncIterable<TreeEntry>,
  { mode, signal, onBytes }: CopyOptions,
): Promise<CopiedFiles> {
  const links: { readonly path: string; readonly target: string }[] = []
  const made = new Set<string>()
  const escaped: string[] = []
  let files = 0
  await ctx.disk.makeFolder(folder)
  for await (const entry of entries) {
    const { path, kind, mtime, size, target = '' } = entry
    throwIfCancelled(signal)
    const own = fileSystemPath(path, process.platform)
    if (own.changed) escaped.push(own.path)
    const place = join(folder, ...own.path.split('/'))
    if (kind === 'link') {
      links.push({ path: place, target })
      continue
    }
    if (!made.has(dirname(place))) await ctx.disk.makeFolder(dirname(place))
    made.add(dirname(place))
    await copyBytes(ctx, entry, place, signal).catch((error: unknown) => {
      throw systemCode(error) === 'EEXIST' ? sameName(own.path, error) : error
    })
    const time = secondsOf(mtime)
    await utimes(place, time, time)
    await chmod(place, mode)
    files += 1
    onBytes?.(size)
  }
  // Links come last, so that no file can be written through one.
  const linked = new Set(links.map(({ path }) => path))
  for (const { path, target } of links) {
    for (let above = dirname(path); above.length > folder.length; above = dirname(above))
      if (linked.has(above)) throw throughLink(path)
    await ctx.disk.makeFolder(dirname(path))
    await symlink(target, path).catch((error: unknown) => {
      // Windows makes links only for administrators: the folder is still worth having.
      if (systemCode(error) === 'EEXIST') throw sameName(path, error)
      if (process.platform !== 'win32' || systemCode(error) !== 'EPERM') throw error
    })
  }
  return { files, links: links.length, escaped }
}

/** Names that differ in case alone are one for some file systems; an escaped name may be that of another file. */
function sameName(path: string, cause: unknown): FirnError {
  return new FirnError('conflict', `Two files of this version would both be called ${path} in this folder.`, {
    hint: 'Write it onto a file system that can tell their names apart.',
    context: { file: path },
    cause,
  })
}

/** No folder that is read has such a thing; whoever made this tree meant to write elsewhere. */
function throughLink(path: string): FirnError {
  return new FirnError('store-damaged', `${path} would lie behind a link, so it is not written.`, {
    hint: 'This version was not made from files as they were. Do not trust where the store came from.',
    context: { file: path },
  })
}

async function copyBytes(
  ctx: StoreContext,
  entry: TreeEntry,
  place: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  const objects = objectsOf(entry)
  const [only] = objects
  if (objects.length === 1 && only !== undefined) {
    const object = await provenPath(ctx, only.sha256, { signal })
    await copyFile(object, place, constants.COPYFILE_FICLONE | constants.COPYFILE_EXCL)
    return
  }
  const to = await ctx.disk.create(place)
  try {
    for (const { sha256 } of objects) {
      throwIfCancelled(signal)
      const from = createReadStream(await provenPath(ctx, sha256, { signal }), { highWaterMark: pieceSize })
      for await (const piece of from as AsyncIterable<Buffer>) await to.writeFile(piece)
    }
  } finally {
    await to.close()
  }
}

/** As much of a chunk is in memory at once. */
const pieceSize = 1024 * 1024

/** Seconds since 1970 of a tree's time, which is in nanoseconds. */
export function secondsOf(nanoseconds: string): number {
  return Number(BigInt(nanoseconds) / 1_000_000n) / 1000
}
