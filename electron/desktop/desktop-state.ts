import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { themes } from '../../shared/contract/host.ts'
import { writeStateFile } from '../core/state/state-file.ts'

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
  /** Resolves when everything is on disk. */
  settled(): Promise<void>
}

/** Milliseconds to wait for more changes: a window that is dragged changes all the time. */
const calm = 300

/** Reads what was remembered; nothing, where it cannot be read. */
export async function openDesktopState(stateFolder: string): Promise<DesktopState> {
  const file = join(stateFolder, 'desktop.json')
  const known: unknown = await readFile(file, 'utf8')
    .then(JSON.parse)
    .catch(() => ({}))
  let saved: SavedState = stateSchema.catch(() => stateSchema.parse({})).parse(known)
  let timer: NodeJS.Timeout | undefined
  let writing = Promise.resolve()
  const write = () => {
    clearTimeout(timer)
    timer = undefined
    // A folder that cannot be written costs the memory of places, not the program.
    writing = writing.then(() => writeStateFile(file, saved)).catch(() => {})
  }
  return {
    get saved() {
      return saved
    },
    change(change) {
      saved = { ...saved, ...change }
      timer ??= setTimeout(write, calm)
    },
    async settled() {
      if (timer !== undefined) write()
      await writing
    },
  }
}
