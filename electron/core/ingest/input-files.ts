import { realpath } from 'node:fs/promises'
import { resolve } from 'node:path'
import { FirnError } from '../../../shared/contract/errors.ts'
import type { LeftOutFile, Problem } from '../../../shared/model/discovery.ts'
import type { FilePart } from './file-parts.ts'
import { walkSources } from '../store/source-walk.ts'
import { tableFolder } from './partition-folders.ts'

/** One file to look at: its name for users, and where its bytes are. The two never stand for each other. */
export interface InputFile {
  /** Relative to the source, with `/`; keeps its extension and is what tables, rejects and errors name. */
  readonly path: string
  /** What is really read; in a store an object without any extension. */
  readonly physical: string
  /** Set where its bytes lie in pieces. */
  readonly parts?: readonly FilePart[]
  /** Name of the folder around it (not `year=2026`); a table of several files is called by it. */
  readonly folder: string
  readonly bytes: number
  /** ISO 8601. */
  readonly modified: string
  /** Names the content: a hash, or path, size and times. Cached work on the file is kept under it. */
  readonly identity: string
  /** The user named this very file, not a folder around it: it is opened even where it would be left out. */
  readonly named: boolean
}

export interface Listing {
  readonly files: readonly InputFile[]
  readonly leftOut: readonly LeftOutFile[]
  readonly problems: readonly Problem[]
}

/**
 * Lists the files of sources (files, folders, globs) in the order of their paths. Links, devices and hidden
 * files are left out with that reason; a folder that may not be read is a problem that names it.
 * Throws `file-missing`, `nothing-to-read`, `cancelled`.
 */
export async function listInputs(
  sources: readonly string[],
  options: { readonly signal?: AbortSignal | undefined; readonly exclude?: readonly string[] } = {},
): Promise<Listing> {
  const files: InputFile[] = []
  const leftOut: LeftOutFile[] = []
  const problems: Problem[] = []
  const absolutes = new Set(
    await Promise.all(sources.map(async (source) => await realpath(source).catch(() => resolve(source)))),
  )
  const found = await walkSources(sources, {
    ...options,
    onUnreadable: (error, folder) => problems.push(problemOf(folder, error)),
  })
  for (const file of found) {
    const modified = new Date(Number(file.mtimeNs / 1_000_000n)).toISOString()
    if (typeof file.path !== 'string') {
      problems.push({
        path: file.absolute,
        message: `The name of ${file.absolute} is not valid text.`,
        hint: 'Rename the file.',
      })
      continue
    }
    const { path, absolute, size: bytes } = file
    const named = absolutes.has(absolute)
    const reason = reasonToSkip(file.kind, path)
    if (reason !== undefined && !(named && file.kind === 'file'))
      leftOut.push({ path, absolute, bytes, modified, reason })
    else {
      const identity = [absolute, bytes, file.mtimeNs, file.ctimeNs, file.ino, file.dev].join('\0')
      files.push({
        path,
        physical: absolute,
        folder: tableFolder(absolute),
        bytes,
        modified,
        identity,
        named,
      })
    }
  }
  return { files, leftOut, problems }
}

/** Why a file is no data, or undefined when it may be. */
export function reasonToSkip(kind: 'file' | 'link' | 'other', path: string): string | undefined {
  if (kind === 'link') return 'a link; links are not followed'
  if (kind === 'other') return 'not a regular file'
  return path.split('/').some((part) => part.startsWith('.')) ? 'a hidden file' : undefined
}

/** A thrown error as an entry of the list of problems; names the file when the sentence does not. */
export function problemOf(path: string, error: unknown): Problem {
  const failure = error instanceof FirnError ? error : undefined
  const sentence = error instanceof Error ? error.message : String(error)
  const message = sentence.includes(path) ? sentence : `${path}: ${sentence}`
  return { path, message, ...(failure?.hint === undefined ? {} : { hint: failure.hint }) }
}
