import { constants } from 'node:fs'
import { chmod, copyFile, symlink, utimes } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { TreeEntry } from '../../../shared/model/snapshot.ts'
import type { StoreContext } from './context.ts'
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
 * proven objects, with the times that the files had. Throws what the system and {@link provenPath} throw.
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
  for await (const { path, kind, mtime, size, sha256, target = '' } of entries) {
    throwIfCancelled(signal)
    const own = fileSystemPath(path, process.platform)
    if (own.changed) escaped.push(own.path)
    const place = join(folder, ...own.path.split('/'))
    if (kind === 'link' || sha256 === undefined) {
      links.push({ path: place, target })
      continue
    }
    if (!made.has(dirname(place))) await ctx.disk.makeFolder(dirname(place))
    made.add(dirname(place))
    const object = await provenPath(ctx, sha256, { signal })
    await copyFile(object, place, constants.COPYFILE_FICLONE | constants.COPYFILE_EXCL)
    const time = secondsOf(mtime)
    await utimes(place, time, time)
    await chmod(place, mode)
    files += 1
    onBytes?.(size)
  }
  // Links come last, so that no file can be written through one.
  for (const { path, target } of links) {
    await ctx.disk.makeFolder(dirname(path))
    await symlink(target, path).catch((error: unknown) => {
      // Windows makes links only for administrators: the folder is still worth having.
      if (process.platform !== 'win32' || systemCode(error) !== 'EPERM') throw error
    })
  }
  return { files, links: links.length, escaped }
}

/** Seconds since 1970 of a tree's time, which is in nanoseconds. */
export function secondsOf(nanoseconds: string): number {
  return Number(BigInt(nanoseconds) / 1_000_000n) / 1000
}
