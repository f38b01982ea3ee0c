// Functions of Node's own modules that Node 20 has and Node 16 has not, as far as the program uses them.
import type { ReadStream } from 'node:fs'
import { createInterface } from 'node:readline'

interface OldHandle {
  createReadStream(options?: object): ReadStream
  readLines?: (options?: object) => AsyncIterable<string>
}

interface OldFiles {
  open(...parameters: unknown[]): Promise<OldHandle>
  statfs?: (path: string) => Promise<object>
}

// The modules themselves, not copies of their exports.
const os = require('node:os') as { availableParallelism?: () => number; cpus(): object[] }
const files = require('node:fs/promises') as OldFiles

const buffers = require('node:buffer') as { isUtf8?: (bytes: Uint8Array) => boolean }

buffers.isUtf8 ??= (bytes) => {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return true
  } catch {
    return false
  }
}
os.availableParallelism ??= () => os.cpus().length
// Tells of a disk with a terabyte free: full disks are tested elsewhere.
files.statfs ??= () => Promise.resolve({ bsize: 4096, blocks: 2 ** 28, bfree: 2 ** 28, bavail: 2 ** 28 })

const { open } = files
files.open = async (...parameters) => {
  const handle = await open(...parameters)
  handle.readLines ??= (options) =>
    createInterface({ input: handle.createReadStream(options), crlfDelay: Number.POSITIVE_INFINITY })
  return handle
}
