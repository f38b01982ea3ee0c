import { createHash, randomUUID } from 'node:crypto'
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { dirname, join } from 'node:path'
import { FirnError } from '../../../shared/contract/errors.ts'
import type { LogOptions, ReadOptions, Reject, TextRewriting } from '../../../shared/model/table.ts'
import type { Worker } from '../query/workers.ts'
import { sourceFailure } from '../store/io-error.ts'
import { Proofs } from '../store/proof.ts'
import type { CallWatch, IngestAccess } from './engine-reader.ts'
import { isWhole, sealFolder } from './sealed-folder.ts'
import { cellRules, hasDamagedQuotes } from './text-rewriting.ts'
import { parquetIn, type StagedColumn, stagedToParquet } from './staged-parquet.ts'

/**
 * Part of every name in the cache: what an older parser made is not found any more. Raise it whenever the same
 * file and options give other rows than before.
 */
export const parserVersion = 1

/** A file by its name for users, where its bytes are, and what names its content. */
export interface ParsedInput {
  readonly path: string
  readonly physical: string
  readonly identity: string
}

/** A file that was parsed to Parquet. */
export interface ParsedFile {
  readonly parquet: string
  readonly rows: number
  readonly rejected: number
  /** All rejected records, with `file` as it was asked for. */
  rejects(): Promise<Reject[]>
  /** Keys of key=value records that no field is for. */
  readonly unknownKeys: readonly string[]
}

export interface LogReading {
  readonly compression: 'none' | 'gzip'
  readonly text?: TextRewriting | undefined
  readonly options: LogOptions
  /** Parse this many records only. */
  readonly limit?: number | undefined
}

/**
 * Files in a form that the engine reads: parsed to Parquet or rewritten as UTF-8. Each is made once per content
 * and options, appears complete or not at all, and may be deleted at any time that nothing reads it. Before it is
 * used its bytes are proven, as those of objects are; what has changed is made again.
 */
export interface ParsedFiles {
  log(file: ParsedInput, reading: LogReading, watch?: CallWatch): Promise<ParsedFile>
  arrow(file: ParsedInput, compression: 'none' | 'gzip', watch?: CallWatch): Promise<ParsedFile>
  rewritten(
    file: ParsedInput,
    reading: {
      readonly compression: 'none' | 'gzip'
      readonly text: TextRewriting
      readonly options: ReadOptions
      /** Cells of a whole row of delimited text. */
      readonly width: number
    },
    watch?: CallWatch,
  ): Promise<RewrittenFile>
}

/** A file that was rewritten as plain text. */
export interface RewrittenFile {
  readonly path: string
  /** The lines that were taken out of it. */
  rejects(): Promise<Reject[]>
}

const rejectsName = 'rejects.jsonl'

interface Facts {
  readonly rows: number
  readonly rejected: number
  readonly unknownKeys: readonly string[]
}

export function createParsedFiles(access: IngestAccess): ParsedFiles {
  const folder = join(access.cacheFolder, 'parsed')
  const proofs = new Proofs(join(access.cacheFolder, 'proofs'), hostname(), Date.now)

  /** Finds a finished folder for the key or lets `make` fill a new one, which then appears under its name at once. */
  async function made(
    file: ParsedInput,
    key: unknown,
    watch: CallWatch,
    make: (worker: Worker, target: string) => Promise<void>,
  ): Promise<string> {
    const name = createHash('sha256')
      .update(JSON.stringify([parserVersion, file.identity, key]))
      .digest('hex')
    const finished = join(folder, name.slice(0, 2), name)
    const whole = () => isWhole(finished, name, proofs, watch.signal)
    if (await whole()) return finished
    await sweepUnfinished(folder)
    const target = join(folder, `${unfinished}${randomUUID()}`)
    await mkdir(target, { recursive: true })
    try {
      const worker = await access.workers.lease('writer')
      try {
        await make(worker, target)
      } finally {
        await worker.release()
      }
      watch.signal?.throwIfAborted()
      await sealFolder(target, name, proofs, watch.signal)
      await mkdir(dirname(finished), { recursive: true })
      // Somebody else may have been faster with the same content.
      if (!(await whole())) {
        await rm(finished, { recursive: true, force: true })
        await rename(target, finished).catch(async (error: unknown) => {
          if (!(await whole())) throw error
        })
      }
    } catch (error) {
      throw parseFailure(error, file)
    } finally {
      await rm(target, { recursive: true, force: true })
    }
    return finished
  }

  async function parsed(file: ParsedInput, place: string): Promise<ParsedFile> {
    const facts = JSON.parse(await readFile(join(place, 'facts.json'), 'utf8')) as Facts
    return {
      ...facts,
      parquet: parquetIn(place),
      rejects: () => rejectsIn(place, file),
    }
  }

  return {
    async log(file, reading, watch = {}) {
      const { compression, text: rewriting, options, limit } = reading
      const place = await made(
        file,
        ['log', options, compression, rewriting ?? null, limit ?? null],
        watch,
        async (worker, target) => {
          const staging = join(worker.scratchFolder, `${randomUUID()}.csv`)
          const outcome = await worker.call(
            'log.parse',
            {
              file: { physical: file.physical, compression, encoding: rewriting?.encoding ?? 'utf-8' },
              options: { ...options, fields: [...options.fields] },
              stagingFile: staging,
              rejectsFile: join(target, rejectsName),
              ...(limit === undefined ? {} : { limit }),
            },
            watch,
          )
          const columns = options.fields.map(
            ({ name, type }): StagedColumn => ({ name, type, written: 'text' }),
          )
          await stagedToParquet(access, worker, { staging, folder: target, columns }, watch)
          await rm(staging, { force: true })
          await writeFile(join(target, 'facts.json'), JSON.stringify(outcome satisfies Facts))
        },
      )
      return await parsed(file, place)
    },

    async arrow(file, compression, watch = {}) {
      const place = await made(file, ['arrow', compression], watch, async (worker, target) => {
        const staging = join(worker.scratchFolder, `${randomUUID()}.csv`)
        const outcome = await worker.call(
          'arrow.stage',
          { physical: file.physical, compression, stagingFile: staging },
          watch,
        )
        await stagedToParquet(access, worker, { staging, folder: target, columns: outcome.columns }, watch)
        await rm(staging, { force: true })
        await writeFile(join(target, rejectsName), '')
        await writeFile(
          join(target, 'facts.json'),
          JSON.stringify({ rows: outcome.rows, rejected: 0, unknownKeys: [] } satisfies Facts),
        )
      })
      return await parsed(file, place)
    },

    async rewritten(file, { compression, text, options, width }, watch = {}) {
      const source = { physical: file.physical, compression, encoding: text.encoding }
      if (options.kind === 'delimited' && hasDamagedQuotes(text, file.path)) {
        const rules = cellRules(options)
        const { skip } = options
        const place = await made(
          file,
          ['repair', compression, text.encoding, rules, width, skip],
          watch,
          async (worker, target) => {
            const job = {
              file: source,
              rules,
              width,
              skip,
              target: join(target, 'text'),
              rejectsFile: join(target, rejectsName),
            }
            await worker.call('text.repair', job, watch)
          },
        )
        return { path: join(place, 'text'), rejects: () => rejectsIn(place, file) }
      }
      const quote = options.kind === 'delimited' ? options.quote : ''
      const place = await made(
        file,
        ['text', compression, text.encoding, text.mixedLineEnds, quote],
        watch,
        async (worker, target) => {
          await worker.call('text.rewrite', { file: source, quote, target: join(target, 'text') }, watch)
        },
      )
      return { path: join(place, 'text'), rejects: () => Promise.resolve([]) }
    },
  }
}

/** Rejected records as a worker wrote them: a JSON line each, without the file. */
async function rejectsIn(place: string, file: ParsedInput): Promise<Reject[]> {
  const lines = (await readFile(join(place, rejectsName), 'utf8')).split('\n').filter((line) => line !== '')
  return lines.map((line): Reject => ({ file: file.path, ...(JSON.parse(line) as Omit<Reject, 'file'>) }))
}

const unfinished = 'making-'

/** Nobody parses one file for as long as this: a day, in milliseconds. */
const abandonedAfter = 24 * 60 * 60 * 1000

/** Removes what processes left behind that died while they parsed. */
async function sweepUnfinished(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => [])
  for (const name of names.filter((each) => each.startsWith(unfinished))) {
    const path = join(folder, name)
    const made = await stat(path).catch(() => undefined)
    if (made !== undefined && Date.now() - made.mtimeMs > abandonedAfter)
      await rm(path, { recursive: true, force: true }).catch(() => {})
  }
}

/** An error of parsing names the file that users know; the system's own errors keep their code. */
function parseFailure(error: unknown, file: ParsedInput): FirnError {
  if (
    error instanceof FirnError &&
    ['cancelled', 'disk-full', 'worker-died', 'memory', 'scratch-full'].includes(error.code)
  )
    return error
  const system = (error as NodeJS.ErrnoException).code
  if (!(error instanceof FirnError) && typeof system === 'string' && system.startsWith('E'))
    return sourceFailure(error, file.physical)
  const message = error instanceof Error ? error.message : String(error)
  const code =
    error instanceof FirnError && error.code !== 'internal' && error.code !== 'sql-failed'
      ? error.code
      : 'format'
  return new FirnError(code, `${file.path} cannot be read: ${message.split('\n')[0]}`, {
    hint:
      error instanceof FirnError && error.hint !== undefined
        ? error.hint
        : 'Look at the file with another program, or fetch it again.',
    context: { file: file.path },
    cause: error,
  })
}
