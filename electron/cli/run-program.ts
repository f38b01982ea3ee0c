import { type ChildProcess, spawn } from 'node:child_process'
import { FirnError } from '../../shared/contract/errors.ts'
import { longestCommandLog } from '../../shared/contract/store.ts'
import { systemCode, throwIfCancelled } from '../core/store/io-error.ts'

/** How a program of the person's ended. */
export interface ProgramEnd {
  /** Undefined when a signal ended it. */
  readonly exitCode: number | undefined
  readonly signal: string | undefined
  readonly seconds: number
  /** What it wrote, standard output and error as they came; of a long text its beginning and its end. */
  readonly log: string
}

/** How long a program may take to end after it was asked to, in milliseconds. */
const patience = 10_000

/**
 * Runs a program where the person stands and shows what it writes on standard error, since standard output is for
 * Firn's own answer. It reads the standard input of the terminal. It has ended when all that it started and that
 * writes there has. Aborting asks it and what it started to end, and kills them after 10 s (`graceMs`). Throws
 * `invalid-input` when there is no such program.
 */
export async function runProgram(
  words: readonly [string, ...string[]],
  environment: { readonly [name: string]: string },
  signal: AbortSignal,
  { graceMs = patience }: { readonly graceMs?: number } = {},
): Promise<ProgramEnd> {
  throwIfCancelled(signal)
  const [program, ...rest] = words
  const log = new ShortenedLog()
  const begun = performance.now()
  const child = spawn(program, rest, {
    stdio: ['inherit', 'pipe', 'pipe'],
    // A group of its own, so that what a shell started can be told too. Windows would open a console for it.
    detached: hasGroups,
    env: { ...process.env, ...environment },
  })
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8')
    stream.on('data', (text: string) => {
      log.add(text)
      process.stderr.write(text)
    })
  }
  let killing: NodeJS.Timeout | undefined
  const stop = () => {
    signalFamily(child, 'SIGTERM')
    killing = setTimeout(() => {
      signalFamily(child, 'SIGKILL')
      // Whoever left the group may hold them for ever.
      child.stdout.destroy()
      child.stderr.destroy()
    }, graceMs)
  }
  signal.addEventListener('abort', stop, { once: true })
  try {
    return await new Promise<ProgramEnd>((resolve, reject) => {
      child.once('error', (error: NodeJS.ErrnoException) => reject(notStarted(program, error)))
      child.once('close', (code, endedBy) =>
        resolve({
          exitCode: code ?? undefined,
          signal: endedBy ?? undefined,
          seconds: Math.round((performance.now() - begun) / 1000),
          log: log.text,
        }),
      )
    })
  } finally {
    clearTimeout(killing)
    signal.removeEventListener('abort', stop)
  }
}

const hasGroups = process.platform !== 'win32'

function signalFamily(child: ChildProcess, signal: NodeJS.Signals): void {
  if (!hasGroups || child.pid === undefined) {
    child.kill(signal)
    return
  }
  try {
    process.kill(-child.pid, signal)
  } catch (error) {
    if (systemCode(error) !== 'ESRCH') throw error
  }
}

function notStarted(program: string, error: NodeJS.ErrnoException): FirnError {
  const why = error.code === 'ENOENT' ? 'there is no such program' : error.message
  return new FirnError('invalid-input', `"${program}" could not be started: ${why}.`, {
    hint: 'The command after "--" is run as it stands, without a shell: for pipes and variables write sh -c \'…\'.',
    context: { file: program },
    cause: error,
  })
}

/** Keeps a text whole up to the longest that is stored, and else its two ends. */
class ShortenedLog {
  #beginning = ''
  #end = ''
  #left = 0

  add(text: string): void {
    const half = longestCommandLog / 2
    const room = half - this.#beginning.length
    this.#beginning += text.slice(0, room)
    if (text.length <= room) return
    const end = this.#end + text.slice(Math.max(0, room))
    this.#left += Math.max(0, end.length - half)
    this.#end = end.slice(-half)
  }

  get text(): string {
    const gap = this.#left === 0 ? '' : `\n… ${this.#left} characters are left out here …\n`
    return this.#beginning + gap + this.#end
  }
}
