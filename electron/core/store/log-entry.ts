import { z } from 'zod'
import type { LogEntrySummary } from '../../../shared/model/dataset.ts'
import type { KeepRules } from '../../../shared/model/retention.ts'
import { mainBranch } from '../../../shared/model/names.ts'
import type { Schedule } from '../../../shared/model/schedule.ts'
import { datasetKinds } from '../../../shared/model/kind.ts'
import { canonicalText, isSha256, sha256 } from './canonical.ts'

const hash = z.string().refine(isSha256)
const version = z.int().min(1)
const versions = z.array(version)
const count = version.optional()
const keepRules = z.looseObject({
  last: count,
  hourly: count,
  daily: count,
  weekly: count,
  monthly: count,
  yearly: count,
})

const schedule = z.looseObject({
  times: z.discriminatedUnion('kind', [
    z.looseObject({ kind: z.literal('cron'), cron: z.string(), zone: z.string() }),
    z.looseObject({ kind: z.literal('every'), every: z.string() }),
  ]),
  from: z.iso.datetime(),
  expire: z.boolean(),
})

const changeSchema = z.discriminatedUnion('action', [
  z.looseObject({ action: z.literal('create'), kind: z.enum(datasetKinds as [string, ...string[]]) }),
  z.looseObject({
    action: z.literal('snapshot'),
    version,
    id: hash,
    branch: z.string(),
    content: hash,
    message: z.string(),
    asOf: z.iso.datetime().optional(),
    together: z.string().optional(),
  }),
  z.looseObject({ action: z.literal('tag'), tag: z.string(), version, id: hash }),
  z.looseObject({ action: z.literal('untag'), tag: z.string(), version }),
  z.looseObject({ action: z.literal('branch'), branch: z.string(), version, id: hash }),
  z.looseObject({ action: z.literal('expire'), versions }),
  z.looseObject({ action: z.literal('restore'), versions }),
  z.looseObject({ action: z.literal('describe') }),
  z.looseObject({
    action: z.literal('settings'),
    keep: z.union([keepRules, z.null()]).optional(),
    branch: z.string().optional(),
    sources: z.union([z.array(z.string()), z.null()]).optional(),
    schedule: z.union([schedule, z.null()]).optional(),
    appendOnly: z.boolean().optional(),
  }),
  z.looseObject({ action: z.literal('epoch'), collection: z.string() }),
])

const headSchema = z.looseObject({
  format: z.int().min(1),
  dataset: z.string(),
  number: version,
  previous: z.union([hash, z.null()]),
  time: z.iso.datetime(),
  clock: z.iso.datetime(),
  actor: z.string(),
  host: z.string(),
  action: z.string(),
})

/** What an entry changes. `tag` on a name that is taken moves it. */
export type Change =
  | { readonly action: 'create'; readonly kind: string }
  | {
      readonly action: 'snapshot'
      readonly version: number
      readonly id: string
      readonly branch: string
      readonly content: string
      readonly message: string
      /** The time the data speaks of, when it was brought in later. */
      readonly asOf?: string
      /** The same in entries of several datasets that were committed together. */
      readonly together?: string
    }
  | { readonly action: 'tag'; readonly tag: string; readonly version: number; readonly id: string }
  | { readonly action: 'untag'; readonly tag: string; readonly version: number }
  /** A branch begins at a version; its own versions come by `snapshot`. */
  | { readonly action: 'branch'; readonly branch: string; readonly version: number; readonly id: string }
  | { readonly action: 'expire' | 'restore'; readonly versions: readonly number[] }
  | { readonly action: 'describe'; readonly [field: string]: unknown }
  /** Fields that are absent stay as they were; null takes a setting away. */
  | {
      readonly action: 'settings'
      readonly keep?: KeepRules | null
      /** The branch that new versions go onto. */
      readonly branch?: string
      readonly sources?: readonly string[] | null
      readonly schedule?: Schedule | null
      /** Sources change only at their ends. */
      readonly appendOnly?: boolean
    }
  | { readonly action: 'epoch'; readonly collection: string }

/** An action that a newer program wrote: listed, but without effect here. */
export interface UnknownChange {
  readonly action: 'unknown'
  readonly name: string
}

/** One line of a dataset's history. `hash` is the SHA-256 that the next entry holds as `previous`. */
export interface Entry {
  readonly dataset: string
  readonly number: number
  readonly previous: string | null
  /** Strictly rising within a log; `clock` is what the machine said. Both ISO 8601 in UTC. */
  readonly time: string
  readonly clock: string
  readonly actor: string
  readonly host: string
  readonly change: Change | UnknownChange
  readonly hash: string
}

/** What a new entry follows on. */
export interface EntryHead {
  readonly number: number
  readonly hash: string | null
  readonly time: string | undefined
}

/** Builds the entry that follows `head`, and its bytes: the entry, and the SHA-256 of that line. */
export function encodeEntry(
  dataset: string,
  head: EntryHead,
  times: { readonly time: string; readonly clock: string },
  who: { readonly actor: string; readonly host: string },
  change: Change,
): { readonly entry: Entry; readonly bytes: Buffer } {
  const { time, clock } = times
  const { actor, host } = who
  const fields = { dataset, number: head.number + 1, previous: head.hash, time, clock, actor, host }
  const line = canonicalText({ ...change, format: 1, ...fields })
  const lineHash = sha256(line)
  return {
    entry: { ...fields, change, hash: lineHash },
    bytes: Buffer.from(`${line}\n${lineHash}\n`, 'utf8'),
  }
}

/** `time` of the entry after one of `previous`: the clock, but strictly later than what came before. */
export function nextTime(clock: number, previous: string | undefined): string {
  return new Date(previous === undefined ? clock : Math.max(clock, Date.parse(previous) + 1)).toISOString()
}

export type DecodedEntry =
  | { readonly ok: true; readonly entry: Entry }
  /** `torn`: the file ends too early, as a write that was cut off leaves it. */
  | { readonly ok: false; readonly problem: string; readonly torn: boolean }

/** Reads the bytes of a log file and checks everything that can be checked without its neighbours. */
export function decodeEntry(bytes: Buffer, dataset: string, number: number): DecodedEntry {
  const text = bytes.toString('utf8')
  const match = /^([^\n]*)\n([0-9a-f]{64})\n$/.exec(text)
  const [, line, lineHash] = match ?? []
  if (line === undefined || lineHash === undefined) {
    const torn = !/\n[0-9a-f]{64}\n/.test(text)
    return { ok: false, torn, problem: torn ? 'it ends too early' : 'it is not an entry and its hash' }
  }
  if (sha256(line) !== lineHash) return { ok: false, torn: false, problem: 'its bytes do not match its hash' }
  let json: unknown
  try {
    json = JSON.parse(line)
  } catch {
    return { ok: false, torn: false, problem: 'it is not JSON' }
  }
  const head = headSchema.safeParse(json)
  if (!head.success) return { ok: false, torn: false, problem: 'fields are missing' }
  const { actor, host, time, clock, previous } = head.data
  if (head.data.dataset !== dataset)
    return { ok: false, torn: false, problem: `it belongs to ${head.data.dataset}` }
  if (head.data.number !== number)
    return { ok: false, torn: false, problem: `it is entry ${head.data.number}` }
  const change = decodeChange(json, head.data.format, head.data.action)
  if (change === undefined)
    return { ok: false, torn: false, problem: `fields of "${head.data.action}" are missing` }
  return { ok: true, entry: { dataset, number, previous, time, clock, actor, host, change, hash: lineHash } }
}

const knownActions = new Set([
  'create',
  'snapshot',
  'tag',
  'untag',
  'branch',
  'expire',
  'restore',
  'describe',
  'settings',
  'epoch',
])

function decodeChange(json: unknown, format: number, action: string): Change | UnknownChange | undefined {
  const parsed = changeSchema.safeParse(json)
  if (parsed.success) return parsed.data as Change
  return format > 1 || !knownActions.has(action) ? { action: 'unknown', name: action } : undefined
}

/** The entry as `log` lists it. */
export function summariseEntry(entry: Entry): LogEntrySummary {
  const { number, time, actor, host, hash: entryHash, change } = entry
  const base = {
    number,
    action: change.action === 'unknown' ? change.name : change.action,
    time,
    actor,
    host,
    hash: entryHash,
  }
  switch (change.action) {
    case 'snapshot':
      return {
        ...base,
        version: change.version,
        id: change.id,
        message: change.message,
        ...(change.branch === mainBranch ? {} : { branch: change.branch }),
      }
    case 'tag':
      return { ...base, tag: change.tag, version: change.version, id: change.id }
    case 'untag':
      return { ...base, tag: change.tag, version: change.version }
    case 'branch':
      return { ...base, branch: change.branch, version: change.version, id: change.id }
    case 'expire':
    case 'restore':
      return { ...base, versions: change.versions }
    case 'settings':
      return change.branch === undefined ? base : { ...base, branch: change.branch }
    case 'create':
    case 'describe':
    case 'epoch':
    case 'unknown':
      return base
  }
}
