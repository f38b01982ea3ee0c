import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { themes } from '../../shared/contract/host.ts'
import { createWaitingList } from '../core/process/waiting-list.ts'
import { putAside, writeStateFile } from '../core/state/state-file.ts'

const place = z.object({
  x: z.int(),
  y: z.int(),
  width: z.int().positive(),
  height: z.int().positive(),
  filling: z.enum(['maximized', 'full-screen']).optional(),
})
const places = z.record(z.string(), place)

/** A part that cannot be read is as good as none: it is about comfort only. */
const stateSchema = z.object({
  theme: z.enum(themes).catch('system'),
  /** Steps of Electron's zoom; 0 is the size as it was designed. */
  zoom: z.number().min(-4).max(6).catch(0),
  /** The windows that were open last, the one in front at the end. */
  windows: z
    .array(z.object({ store: z.string().optional(), places }))
    .max(20)
    .catch([]),
  /** Where the window was that was moved last: the next one goes there. */
  places: places.catch({}),
})

export type SavedState = Readonly<z.output<typeof stateSchema>>
export type SavedWindow = SavedState['windows'][number]

/** What the desktop remembers of itself from one start to the next. */
export interface DesktopState {
  readonly saved: SavedState
  change(change: Partial<SavedState>): void
  /** Told, in a sentence for people, when what was remembered is damaged or cannot be kept; each at most once. */
  onProblem(listener: (text: string) => void): void
  /** Resolves when everything is on disk. */
  settled(): Promise<void>
}

/** Milliseconds to wait for more changes: a window that is dragged changes all the time. */
const calm = 300

/** Reads what was remembered; nothing, where it cannot be read. A damaged file is put aside. */
export async function openDesktopState(stateFolder: string): Promise<DesktopState> {
  const file = join(stateFolder, 'desktop.json')
  const problems = createWaitingList<string>()
  let saved = await readState(file, (text) => problems.add(text))
  let isKept = true
  let timer: NodeJS.Timeout | undefined
  let writing = Promise.resolve()
  const write = () => {
    clearTimeout(timer)
    timer = undefined
    // A folder that cannot be written costs the memory of places, not the program.
    writing = writing
      .then(() => writeStateFile(file, saved))
      .then(
        () => {
          isKept = true
        },
        (error: NodeJS.ErrnoException) => {
          if (isKept)
            problems.add(`Theme, zoom and places of windows cannot be kept in ${file}: ${reasonOf(error)}.`)
          isKept = false
        },
      )
  }
  return {
    get saved() {
      return saved
    },
    change(change) {
      saved = { ...saved, ...change }
      timer ??= setTimeout(write, calm)
    },
    onProblem: (listener) => problems.take(listener),
    async settled() {
      if (timer !== undefined) write()
      await writing
    },
  }
}

async function readState(file: string, tell: (problem: string) => void): Promise<SavedState> {
  const nothing = stateSchema.parse({})
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code !== 'ENOENT') tell(`Theme, zoom and places of windows in ${file} cannot be read (${code}).`)
    return nothing
  }
  try {
    return stateSchema.parse(JSON.parse(text))
  } catch {
    const what = await putAside(file)
    tell(`Theme, zoom and places of windows were damaged and are as at first again. ${what}`.trim())
    return nothing
  }
}

function reasonOf({ code, message }: NodeJS.ErrnoException): string {
  return code === 'ENOSPC' ? 'the disk is full' : message
}
