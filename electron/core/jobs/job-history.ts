import { hostname } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import type { PastJob } from '../../../shared/model/job.ts'
import { definedFields } from '../curate/defined-fields.ts'
import { linesFile, type LinesFile } from '../state/lines-file.ts'
import { lifeOf, ownIdentity } from '../store/process-identity.ts'
import type { JobRecord } from './jobs.ts'

/** What ran on the stores of this machine, whichever program ran it. */
export interface JobHistory extends JobRecord {
  /** The newest first. A job whose program is gone has failed. Throws where the file cannot be read. */
  list(store: string): Promise<JobList>
}

export interface JobList {
  readonly jobs: readonly PastJob[]
  /** Lines that cannot be read, and so are not among the jobs. */
  readonly damaged: number
}

/** More than anybody looks through. */
const mostJobs = 500
/** A job is two lines of less than 1 kB, unless it said much. */
const shortenAt = 4_000_000
/** Of a program that cannot be looked at, for instance on another machine, it is believed for this long. */
const believedFor = 24 * 60 * 60 * 1000

const time = z.iso.datetime()
const lineSchema = z.looseObject({
  job: z.looseObject({
    id: z.string(),
    title: z.string(),
    state: z.enum(['running', 'done', 'failed', 'cancelled']),
    startedAt: time,
    endedAt: time.optional(),
    by: z.enum(['desktop', 'served', 'command-line']),
    log: z.array(z.looseObject({ at: time, text: z.string() })),
  }),
  /** Of a job that had only begun: the process that ran it. */
  runner: z
    .looseObject({
      pid: z.int(),
      started: z.string().optional(),
      place: z.string().optional(),
      host: z.string(),
    })
    .optional(),
})

/** Opens the history in a state folder; `by` is the program that adds to it. */
export function openJobHistory(stateFolder: string, by: PastJob['by']): JobHistory {
  const files = new Map<string, LinesFile>()
  const fileOf = (store: string) => {
    // The id of a store is a text in a file that anybody may have written.
    const name = store.replace(/[^a-zA-Z0-9-]/g, '_').slice(0, 100)
    const file =
      files.get(name) ?? linesFile(join(stateFolder, 'jobs', `${name}.jsonl`), { shortenAt, kept: mostJobs })
    files.set(name, file)
    return file
  }
  return {
    async add(store, job) {
      const runner = job.state === 'running' ? { ...(await ownIdentity()), host: hostname() } : undefined
      await fileOf(store).add({ job: { ...job, by }, ...(runner === undefined ? {} : { runner }) })
    },
    async list(store) {
      const known = new Map<string, z.infer<typeof lineSchema>>()
      let damaged = 0
      for (const text of await fileOf(store).lines()) {
        const line = lineSchema.safeParse(jsonOrNothing(text))
        if (line.success) known.set(line.data.job.id, line.data)
        else damaged += 1
      }
      const newest = [...known.values()]
        .toSorted((a, b) => Date.parse(b.job.startedAt) - Date.parse(a.job.startedAt))
        .slice(0, mostJobs)
      return { jobs: await Promise.all(newest.map(asItIs)), damaged }
    },
  }
}

/** A job that only began, of a program that has ended, will not end any more. */
async function asItIs({ job, runner }: z.infer<typeof lineSchema>): Promise<PastJob> {
  const past = job as PastJob
  if (past.state !== 'running') return past
  const life = runner?.host === hostname() ? await lifeOf(definedFields(runner)) : 'unknown'
  if (life === 'alive') return past
  if (life === 'unknown' && Date.now() - Date.parse(past.startedAt) < believedFor) return past
  return {
    ...past,
    state: 'failed',
    problem: 'The program ended before the job did.',
    hint: 'Start it again. The store is as it was before: nothing half done is kept.',
  }
}

function jsonOrNothing(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
