import { spawn } from 'node:child_process'
import { FirnError } from '../../shared/contract/errors.ts'
import { longestCommandLog } from '../../shared/contract/store.ts'

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
const graceMs = 10_000

/**
 * Runs a program where the person stands and shows what it writes on standard error, since standard output is for
 * Firn's own answer. It reads the standard input of the terminal. Aborting asks it to end, and kills it after 10 s.
 * Throws `invalid-input` when there is no such program.
 */
export async function runProgram(
  words: readonly [string, ...string[]],
  environment: { readonly [name: string]: string },
  signal: AbortSignal,
): Promise<ProgramEnd> {
  const [program, ...rest] = words
  const log = new ShortenedLog()
  const begun = performance.now()
  const child = spawn(program, rest, {
    stdio: ['inherit', 'pipe', 'pipe'],
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
    child.kill('SIGTERM')
    killing = setTimeout(() => child.kill('SIGKILL'), graceMs)
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
