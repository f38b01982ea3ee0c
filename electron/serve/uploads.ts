import { createWriteStream } from 'node:fs'
import { mkdir, rm, stat, statfs } from 'node:fs/promises'
import type { IncomingMessage } from 'node:http'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { FirnError } from '../../shared/contract/errors.ts'
import { sweepOlder } from '../core/state/sweep.ts'

/** Files that a browser hands over, kept until the server ends. */
export interface Uploads {
  /** Streams one file into its batch. Refuses with `invalid-name`, `already-exists`, `disk-full` or `io`. */
  take(batch: string, path: string, request: IncomingMessage): Promise<void>
  /** The folder of a batch; throws `not-found` for one that holds nothing. */
  folderOf(batch: string): Promise<string>
  /** Deletes what was handed over to this server. */
  close(): Promise<void>
}

/** Left free on the disk, in bytes: a full disk hurts more programs than this one. */
const reserve = 512 * 1024 * 1024
/** Batches of servers that ended without cleaning up are deleted after this many milliseconds. */
const keptFor = 3 * 24 * 60 * 60 * 1000
const batchName = /^[\w-]{8,64}$/
const deepest = 64

export async function openUploads(folder: string): Promise<Uploads> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  await sweepOlder(folder, keptFor)
  const own = new Set<string>()
  return {
    async take(batch, path, request) {
      const target = join(folder, ...place(batch, path))
      const announced = announcedBytes(request)
      await requireSpace(folder, announced)
      own.add(batch)
      await mkdir(dirname(target), { recursive: true, mode: 0o700 })
      await receive(request, target, announced)
    },
    async folderOf(batch) {
      const path = batchName.test(batch) ? join(folder, batch) : undefined
      const there = path === undefined ? undefined : await stat(path).catch(() => undefined)
      if (path === undefined || there?.isDirectory() !== true)
        throw new FirnError('not-found', 'Nothing was handed over under that name.')
      return path
    },
    async close() {
      for (const batch of own) await rm(join(folder, batch), { recursive: true, force: true }).catch(() => {})
    },
  }
}

/**
 * The parts of a path below the uploads folder. `path` is as it stands in the address, percent-encoded; each
 * of its parts becomes one plain name, or the whole is refused with `invalid-name`.
 */
export function place(batch: string, path: string): readonly string[] {
  const parts = path.split('/')
  if (!batchName.test(batch) || parts.length > deepest) throw refusedName(path)
  return [batch, ...parts.map((part) => plainName(part))]
}

function plainName(encoded: string): string {
  let name: string
  try {
    name = decodeURIComponent(encoded)
  } catch {
    throw refusedName(encoded)
  }
  const isPlain =
    name !== '' && name !== '.' && name !== '..' && !/[/\\\0]/.test(name) && Buffer.byteLength(name) <= 255
  // A colon names a drive or a stream of a file on Windows.
  if (!isPlain || (process.platform === 'win32' && /[:<>"|?*]|[. ]$/.test(name))) throw refusedName(encoded)
  return name
}

function refusedName(name: string): FirnError {
  return new FirnError('invalid-name', `"${name.slice(0, 200)}" cannot be the name of a file here.`)
}

function announcedBytes(request: IncomingMessage): number {
  const announced = Number(request.headers['content-length'])
  if (!Number.isSafeInteger(announced) || announced < 0)
    throw new FirnError('invalid-input', 'The size of the file is not announced.')
  return announced
}

async function requireSpace(folder: string, bytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder)
  if (bytes + reserve <= bavail * bsize) return
  throw new FirnError('disk-full', `There is no room for ${bytes} bytes on the disk that holds ${folder}.`, {
    hint: 'Open the file by its path instead; then it is not copied.',
  })
}

async function receive(request: IncomingMessage, target: string, announced: number): Promise<void> {
  // Exclusive: nothing that is there is replaced, and no link is followed.
  const file = createWriteStream(target, { flags: 'wx', mode: 0o600 })
  let arrived = 0
  request.on('data', (some: Buffer) => {
    arrived += some.length
  })
  try {
    await pipeline(request, file)
    if (arrived !== announced)
      throw new FirnError('io', `The file ended after ${arrived} of ${announced} bytes.`)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EEXIST')
      throw new FirnError('already-exists', 'That file was handed over before.', { cause: error })
    await rm(target, { force: true })
    if (code === 'ENOSPC') throw new FirnError('disk-full', 'The disk is full.', { cause: error })
    if (code === 'ENAMETOOLONG') throw refusedName(target)
    throw error instanceof FirnError
      ? error
      : new FirnError('io', `The file could not be written: ${(error as Error).message}.`, { cause: error })
  }
}
