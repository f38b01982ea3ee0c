import { mkdir, open, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import type { ScheduledRun } from '../../../shared/contract/schedule.ts'
import { definedFields } from '../curate/defined-fields.ts'
import { isMissing } from '../store/io-error.ts'
import { lifeOf, ownIdentity } from '../store/process-identity.ts'

/**
 * The runs of one dataset's schedule, in the store's cache, where every program that has the store open sees them:
 * a file for each moment that was due. It is created exclusively, so a moment is taken once.
 */
export interface ScheduleRuns {
  /** The newest; undefined when nothing ran yet, or the cache was deleted. */
  last(): Promise<ScheduledRun | undefined>
  /**
   * Takes a moment; undefined when another program has it or has done it. A moment whose program died is taken
   * again, at most so often as `mostAttempts` says: it may be the run itself that kills it.
   */
  claim(planned: Date, now: Date): Promise<ClaimedRun | undefined>
}

export interface ClaimedRun {
  /** Says how it ended; later runs begin from here. */
  end(state: 'done' | 'failed', text: string, now: Date): Promise<void>
}

const mostAttempts = 3
/** Runs that are kept for people to look at. */
const keptRuns = 20
/** A file without content is being written; after so many milliseconds it never will be. */
const unreadableGrace = 60_000
/** A program that cannot be looked at, on another machine or in another container, is believed for so long. */
const believedFor = 24 * 60 * 60 * 1000

const time = z.iso.datetime()
const recordSchema = z.looseObject({
  planned: time,
  startedAt: time,
  runner: z.looseObject({
    pid: z.int(),
    started: z.string().optional(),
    place: z.string().optional(),
    host: z.string(),
  }),
  ended: z.looseObject({ at: time, state: z.enum(['done', 'failed']), text: z.string() }).optional(),
})
type Record = z.infer<typeof recordSchema>

interface Attempt {
  readonly file: string
  readonly planned: string
  readonly attempt: number
}

/** `folder` is this dataset's own. Throws `io` errors of the file system where it cannot be read. */
export function scheduleRuns(folder: string): ScheduleRuns {
  async function attempts(): Promise<Attempt[]> {
    const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return []
      throw error
    })
    return names
      .flatMap((name) => attemptOf(name) ?? [])
      .toSorted((a, b) => a.planned.localeCompare(b.planned) || a.attempt - b.attempt)
  }

  /** What is known of an attempt; undefined while it cannot be read, which is when it has just begun. */
  async function read({ file }: Attempt): Promise<Record | undefined> {
    const text = await readFile(join(folder, file), 'utf8').catch((error: unknown) => {
      if (isMissing(error)) return ''
      throw error
    })
    const parsed = recordSchema.safeParse(jsonOrNothing(text))
    return parsed.success ? parsed.data : undefined
  }

  async function stateOf(attempt: Attempt): Promise<ScheduledRun> {
    const record = await read(attempt)
    if (record === undefined) {
      const touched = (await stat(join(folder, attempt.file)).catch(() => undefined))?.mtimeMs ?? 0
      const state = Date.now() - touched < unreadableGrace ? 'running' : 'interrupted'
      return { planned: attempt.planned, startedAt: attempt.planned, state }
    }
    const { planned, startedAt, ended, runner } = record
    if (ended !== undefined)
      return { planned, startedAt, endedAt: ended.at, state: ended.state, text: ended.text }
    if (await isAlive(runner, join(folder, attempt.file))) return { planned, startedAt, state: 'running' }
    const text = 'The program ended before the run did.'
    return { planned, startedAt, state: 'interrupted', text }
  }

  return {
    async last() {
      const newest = (await attempts()).at(-1)
      return newest === undefined ? undefined : await stateOf(newest)
    },
    async claim(planned, now) {
      const moment = planned.toISOString()
      const known = await attempts()
      const newest = known.at(-1)
      if (newest !== undefined) {
        const { state } = await stateOf(newest)
        // Also of an earlier moment: two runs of one dataset do not overlap.
        if (state === 'running') return undefined
        const isBehind = newest.planned > moment
        if (isBehind || (newest.planned === moment && state !== 'interrupted')) return undefined
      }
      const attempt = newest?.planned === moment ? newest.attempt + 1 : 1
      if (attempt > mostAttempts) return undefined
      await mkdir(folder, { recursive: true })
      const file = join(folder, fileName(moment, attempt))
      const record: Record = {
        planned: moment,
        startedAt: now.toISOString(),
        runner: { ...(await ownIdentity()), host: hostname() },
      }
      if (!(await created(file, JSON.stringify(record)))) return undefined
      return {
        async end(state, text, endedAt) {
          const ended = { at: endedAt.toISOString(), state, text }
          await writeFile(`${file}.new`, JSON.stringify({ ...record, ended }))
          await rename(`${file}.new`, file)
          for (const old of (await attempts()).slice(0, -keptRuns))
            await rm(join(folder, old.file), { force: true })
        },
      }
    },
  }
}

/** False when the file is there already. */
async function created(file: string, text: string): Promise<boolean> {
  try {
    const handle = await open(file, 'wx')
    try {
      await handle.writeFile(text)
      await handle.sync()
    } finally {
      await handle.close()
    }
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

async function isAlive(runner: Record['runner'], file: string): Promise<boolean> {
  if (runner.host === hostname()) {
    const life = await lifeOf(definedFields(runner))
    if (life !== 'unknown') return life === 'alive'
  }
  const touched = (await stat(file).catch(() => undefined))?.mtimeMs ?? 0
  return Date.now() - touched < believedFor
}

/** Without colons, which Windows does not allow. */
function fileName(planned: string, attempt: number): string {
  return `${planned.replaceAll(':', '_')}-${attempt}.json`
}

function attemptOf(file: string): Attempt | undefined {
  const [, planned, attempt] = /^(\d{4}-\d{2}-\d{2}T\d{2}_\d{2}_\d{2}\.\d{3}Z)-(\d+)\.json$/.exec(file) ?? []
  if (planned === undefined) return undefined
  return { file, planned: planned.replaceAll('_', ':'), attempt: Number(attempt) }
}

function jsonOrNothing(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
