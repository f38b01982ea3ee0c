import { mkdir, readFile, stat, statfs } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { FirnError } from '../../../shared/contract/errors.ts'
import type { LimitSettings, SettingsState } from '../../../shared/model/settings.ts'
import {
  chosenLimits,
  defaultLimits,
  gigabytes,
  mostProcessMemory,
  type QueryLimits,
  scratchQuota,
} from '../query/limits.ts'
import { logPath } from './log-file.ts'
import { putAside, writeStateFile } from './state-file.ts'

/** What a person has set for all queries on this machine. */
export interface Settings {
  /** Always as it is set now. */
  readonly limits: QueryLimits
  /** Folder that was chosen for scratch files. */
  readonly scratchFolder: string | undefined
  /** Whether objects of open stores are read again in the background. */
  readonly checksInBackground: boolean
  state(): Promise<SettingsState>
  /**
   * Checks, keeps and tells a change; undefined leaves, null resets. Throws `invalid-input` for a figure out of
   * bounds, and `io` where the settings cannot be written; nothing has changed then.
   */
  change(change: SettingsChange): Promise<SettingsState>
  /** Says why the chosen scratch folder does not hold. */
  reportScratch(problem: string): void
}

export type SettingsChange = {
  readonly [Name in keyof LimitSettings]?: Exclude<LimitSettings[Name], undefined> | null | undefined
}

/** Below this the engine fails where it should spill. */
const leastMemory = 250_000_000
const leastScratch = 100_000_000
const leastDeadlineMs = 1000
const mostDeadlineMs = 1_000_000_000

const figure = z.int().positive().optional()
/** Names of a newer version of Firn stay in the file. */
const fileSchema = z.looseObject({
  memoryBytes: figure,
  threads: figure,
  scratchFolder: z.string().min(1).optional(),
  scratchBytes: figure,
  deadlineMs: figure,
  checksInBackground: z.boolean().optional(),
})

/** Reads the settings of a state folder; a file that is damaged is put aside and told. */
export async function openSettings(
  stateFolder: string,
  changed: (state: SettingsState) => void,
): Promise<Settings> {
  const file = settingsFile(stateFolder)
  let chosen: LimitSettings = {}
  let damage: string | undefined
  let scratchProblem: string | undefined
  let last: Promise<unknown> = Promise.resolve()

  /** Another Firn on this machine may have changed the file meanwhile. */
  async function load(): Promise<void> {
    const { settings, problem: found } = await readSettings(file)
    chosen = withinMachine(settings)
    damage = found ?? damage
  }

  async function state(): Promise<SettingsState> {
    const { memoryBytes, threads } = defaultLimits()
    const scratchFolder = usualScratch(stateFolder)
    await mkdir(scratchFolder, { recursive: true })
    const problem = damage ?? scratchProblem
    return {
      chosen,
      usual: {
        memoryBytes,
        threads,
        scratchFolder,
        scratchBytes: await scratchQuota(defaultLimits(), chosen.scratchFolder ?? scratchFolder).catch(
          () => leastScratch,
        ),
      },
      bounds: await boundsOf(chosen.scratchFolder ?? scratchFolder),
      ...(problem === undefined ? {} : { problem }),
      places: { stateFolder, settings: file, log: logPath(stateFolder) },
    }
  }

  async function change(wanted: SettingsChange): Promise<SettingsState> {
    await load()
    const next = changedBy(chosen, wanted)
    const folder = next.scratchFolder ?? usualScratch(stateFolder)
    await mkdir(usualScratch(stateFolder), { recursive: true })
    check(wanted, await boundsOf(folder))
    try {
      await writeStateFile(file, next)
    } catch (error) {
      throw new FirnError('io', `The settings cannot be written: ${(error as Error).message}.`, {
        hint: 'Nothing was changed. Make the file writable and try again.',
        context: { file },
        cause: error,
      })
    }
    chosen = next
    damage = undefined
    if (wanted.scratchFolder !== undefined) scratchProblem = undefined
    const now = await state()
    changed(now)
    return now
  }

  await load()
  return {
    limits: chosenLimits(() => chosen),
    get scratchFolder() {
      return chosen.scratchFolder
    },
    get checksInBackground() {
      return chosen.checksInBackground !== false
    },
    async state() {
      await load()
      return await state()
    },
    change(wanted) {
      const changing = last.then(async () => await change(wanted))
      last = changing.catch(() => {})
      return changing
    },
    reportScratch: (problem) => {
      scratchProblem = problem
    },
  }
}

/** Where scratch files lie unless a person chooses. */
export function usualScratch(stateFolder: string): string {
  return join(stateFolder, 'scratch')
}

/** The scratch files of Firn in a folder that a person chose: what else lies in it is not ours to sweep. */
export function scratchIn(chosen: string): string {
  return join(chosen, 'firn-scratch')
}

function settingsFile(stateFolder: string): string {
  return join(stateFolder, 'settings.json')
}

async function readSettings(
  file: string,
): Promise<{ readonly settings: LimitSettings; readonly problem?: string }> {
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') return { settings: {} }
    return { settings: {}, problem: `The settings in ${file} cannot be read: ${message}.` }
  }
  try {
    return { settings: fileSchema.parse(JSON.parse(text)) }
  } catch {
    // Settings must keep nobody from working. What they were lies beside the new ones.
    const what = await putAside(file)
    return { settings: {}, problem: `The settings were damaged and are as at first again. ${what}`.trim() }
  }
}

/** The same settings on a smaller machine: a home folder may be shared, and memory be taken out. */
function withinMachine(settings: LimitSettings): LimitSettings {
  const { memoryBytes, threads } = settings
  return {
    ...settings,
    ...(memoryBytes === undefined ? {} : { memoryBytes: Math.min(memoryBytes, mostProcessMemory()) }),
    ...(threads === undefined ? {} : { threads: Math.min(threads, availableParallelism()) }),
  }
}

function changedBy(chosen: LimitSettings, wanted: SettingsChange): LimitSettings {
  const all = { ...chosen, ...wanted }
  const kept = Object.entries(all).flatMap(([name, value]) => {
    const now = value === undefined ? chosen[name as keyof LimitSettings] : value
    return now === null || now === undefined ? [] : [[name, now] as const]
  })
  return Object.fromEntries(kept)
}

async function boundsOf(scratchFolder: string): Promise<SettingsState['bounds']> {
  const disk = await statfs(scratchFolder).catch(() => undefined)
  return {
    memoryBytes: [leastMemory, mostProcessMemory()],
    threads: [1, availableParallelism()],
    scratchBytes: [
      leastScratch,
      disk === undefined ? Number.MAX_SAFE_INTEGER : Math.max(leastScratch, disk.blocks * disk.bsize),
    ],
    deadlineMs: [leastDeadlineMs, mostDeadlineMs],
  }
}

function check(wanted: SettingsChange, bounds: SettingsState['bounds']): void {
  const { memoryBytes, threads, scratchBytes, deadlineMs } = wanted
  requireWithin('memoryBytes', 'The memory of a query', memoryBytes, bounds.memoryBytes, gigabytes)
  requireWithin('threads', 'The number of threads', threads, bounds.threads, String)
  requireWithin('scratchBytes', 'The scratch space of a query', scratchBytes, bounds.scratchBytes, gigabytes)
  requireWithin('deadlineMs', 'The deadline', deadlineMs, bounds.deadlineMs, (ms) => `${ms / 1000} s`)
}

function requireWithin(
  setting: keyof LimitSettings,
  title: string,
  value: number | null | undefined,
  [least, most]: readonly [number, number],
  written: (value: number) => string,
): void {
  if (value === null || value === undefined || (value >= least && value <= most)) return
  throw new FirnError(
    'invalid-input',
    `${title} is between ${written(least)} and ${written(most)} on this machine, not ${written(value)}.`,
    { context: { setting } },
  )
}

/** Throws `file-missing` or `file-unreadable` for what is no folder. */
export async function requireFolder(path: string): Promise<void> {
  const found = await stat(path).catch(() => undefined)
  if (found?.isDirectory() === true) return
  throw new FirnError(
    found === undefined ? 'file-missing' : 'file-unreadable',
    found === undefined ? `There is no folder "${path}".` : `"${path}" is no folder.`,
    { hint: 'Choose a folder that is there.', context: { file: path } },
  )
}
