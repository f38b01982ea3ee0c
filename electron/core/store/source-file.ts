import type { BigIntStats } from 'node:fs'
import { lstat, readlink } from 'node:fs/promises'
import { sourceFailure } from './io-error.ts'
import type { TreePath } from './tree-path.ts'

/** Something that was found below a source. */
export interface SourceFile {
  /** Where it lies in the snapshot: relative, with `/`. Bytes that are not UTF-8 are base64. */
  readonly path: TreePath
  /** Where it lies on disk. For names that are not UTF-8 this is only for people: open `absoluteBytes`. */
  readonly absolute: string
  readonly absoluteBytes?: Buffer
  /** `other`: sockets, devices, FIFOs. They are counted and never read. */
  readonly kind: 'file' | 'link' | 'other'
  /** Bytes. */
  readonly size: number
  readonly mtimeNs: bigint
  readonly ctimeNs: bigint
  readonly ino: bigint
  readonly dev: bigint
  /** Where a link points to, as it was written. */
  readonly target?: string
}

/** What `open` takes for a source. */
export function pathToOpen(source: SourceFile): string | Buffer {
  return source.absoluteBytes ?? source.absolute
}

/** What `lstat` says of a path, as a source. */
export function describeSource(
  path: TreePath,
  absolute: string,
  bytes: Buffer | undefined,
  stats: BigIntStats,
): SourceFile {
  const kind = stats.isFile() ? 'file' : stats.isSymbolicLink() ? 'link' : 'other'
  const { mtimeNs, ctimeNs, ino, dev } = stats
  const size = kind === 'file' ? Number(stats.size) : 0
  return {
    path,
    absolute,
    ...(bytes === undefined ? {} : { absoluteBytes: bytes }),
    kind,
    size,
    mtimeNs,
    ctimeNs,
    ino,
    dev,
  }
}

/** Of a link, reads where it points to. */
export async function withTarget(file: SourceFile): Promise<SourceFile> {
  try {
    return { ...file, target: await readlink(pathToOpen(file)) }
  } catch (error) {
    throw sourceFailure(error, file.absolute)
  }
}

/** `lstat` in nanoseconds. Throws `file-missing` or `file-unreadable`. */
export async function factsOf(path: string | Buffer): Promise<BigIntStats> {
  try {
    return await lstat(path, { bigint: true })
  } catch (error) {
    throw sourceFailure(error, path.toString())
  }
}
