// What a program did to a folder, call by call, as strace saw it.

import { readFile } from 'node:fs/promises'
import { relative } from 'node:path'

/** One change of a folder's tree, or a promise that changes are kept. Paths are relative to the folder. */
export type RecordedWrite =
  | { readonly do: 'create' | 'empty' | 'make folder' | 'remove' | 'sync'; readonly path: string }
  | { readonly do: 'rename' | 'link'; readonly path: string; readonly to: string }
  /** Without a position at the end. */
  | { readonly do: 'write'; readonly path: string; readonly bytes: Buffer; readonly at: number | undefined }
  /** A line on the standard output: from here on the program has given its word. */
  | { readonly do: 'say'; readonly text: string }

const calls = [
  'openat',
  'write',
  'pwrite64',
  'fdatasync',
  'fsync',
  'link',
  'rename',
  'mkdir',
  'unlink',
  'rmdir',
  // None of these is made today; a recording with one is refused, because its effect would be missing.
  'writev',
  'pwritev',
  'pwritev2',
  'linkat',
  'renameat',
  'renameat2',
  'mkdirat',
  'unlinkat',
  'truncate',
  'ftruncate',
  'copy_file_range',
  'sendfile',
  'symlink',
  'symlinkat',
]

/** Options of strace that record all this into a file. */
export function straceRecording(output: string): string[] {
  return ['-f', '-qq', '-y', '-xx', '-s', '4000000', '-o', output, '-e', `trace=${calls.join(',')}`]
}

/** Reads a recording of a program whose file calls came from one thread. */
export async function recordedWrites(recording: string, folder: string): Promise<RecordedWrite[]> {
  const writes: RecordedWrite[] = []
  const begun = new Map<string, string>()
  for (const line of (await readFile(recording, 'latin1')).split('\n')) {
    const [, thread = '', rest = ''] = /^(\d+) +(.*)$/.exec(line) ?? []
    if (rest.endsWith('<unfinished ...>')) {
      begun.set(thread, rest.slice(0, -'<unfinished ...>'.length))
      continue
    }
    const resumed = /^<\.\.\. \w+ resumed>(.*)$/.exec(rest)
    const write = parse(resumed === null ? rest : (begun.get(thread) ?? '') + (resumed[1] ?? ''), folder)
    if (write !== undefined) writes.push(write)
  }
  return writes
}

function parse(text: string, folder: string): RecordedWrite | undefined {
  const [, call = '', given = '', result = '-1'] = /^(\w+)\((.*)\) += (-?\d+)/.exec(text) ?? []
  if (Number(result) < 0) return undefined
  const texts = [...given.matchAll(/"([^"]*)"/g)].map(([, hex]) => bytesOf(hex ?? ''))
  const named = (index: number) => inside(folder, texts[index]?.toString() ?? '')
  const [, number, opened] = /^(\d+)<([^>]*)>/.exec(given) ?? []
  const open = opened === undefined ? undefined : inside(folder, bytesOf(opened).toString())
  if (call === 'write' && number === '1') return { do: 'say', text: texts[0]?.toString() ?? '' }
  const path = open ?? named(0)
  if (path === undefined) return undefined
  switch (call) {
    case 'openat':
      if (given.includes('O_TRUNC')) return { do: 'empty', path }
      return given.includes('O_CREAT') ? { do: 'create', path } : undefined
    case 'write':
      return { do: 'write', path, bytes: texts[0] ?? Buffer.alloc(0), at: undefined }
    case 'pwrite64':
      return {
        do: 'write',
        path,
        bytes: texts[0] ?? Buffer.alloc(0),
        at: Number(/, (\d+)$/.exec(given)?.[1]),
      }
    case 'fdatasync':
    case 'fsync':
      return { do: 'sync', path }
    case 'link':
    case 'rename':
      return { do: call, path, to: named(1) ?? '' }
    case 'mkdir':
      return { do: 'make folder', path }
    case 'unlink':
    case 'rmdir':
      return { do: 'remove', path }
    default:
      throw new Error(`a recording with ${call} cannot be played: ${text.slice(0, 200)}`)
  }
}

/** strace writes every byte as `\xNN`. */
function bytesOf(text: string): Buffer {
  return Buffer.from(text.replaceAll('\\x', ''), 'hex')
}

function inside(folder: string, path: string): string | undefined {
  const within = relative(folder, path)
  return within.startsWith('..') || !path.startsWith('/') ? undefined : within
}
