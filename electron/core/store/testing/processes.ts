import { type ChildProcess, spawn } from 'node:child_process'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'

/** `store-process.ts` as one file that the oldest Node can run. */
export interface StoreProgram {
  readonly file: string
  remove(): Promise<void>
}

/** Builds the program into a folder that every user may read. */
export async function buildStoreProgram(): Promise<StoreProgram> {
  const folder = await mkdtemp(join(tmpdir(), 'firn-program-'))
  await chmod(folder, 0o755)
  await build({
    configFile: false,
    publicDir: false,
    logLevel: 'error',
    build: {
      ssr: true,
      outDir: folder,
      target: 'node20.19',
      minify: false,
      rolldownOptions: {
        input: { program: fileURLToPath(new URL('store-process.ts', import.meta.url)) },
        output: { entryFileNames: '[name].mjs' },
      },
    },
    ssr: { noExternal: true },
  })
  return { file: join(folder, 'program.mjs'), remove: () => rm(folder, { recursive: true, force: true }) }
}

export interface Finished {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  /** What the program acknowledged, in order. */
  readonly facts: readonly Fact[]
  readonly errors: string
}

/** One line of the program's output. */
export interface Fact {
  readonly dataset?: string
  readonly version?: number
  readonly id?: string
  readonly tag?: string
  readonly untagged?: string
  readonly expired?: readonly number[]
  readonly collected?: number
  readonly error?: {
    readonly code: string
    readonly message: string
    readonly context: { readonly file?: string }
  }
  readonly [more: string]: unknown
}

export interface Running {
  readonly child: ChildProcess
  /** The first line that it prints. */
  readonly firstFact: Promise<Fact>
  readonly finished: Promise<Finished>
}

/** Starts a command; `uid` makes it run as another user. */
export function start(
  command: string,
  args: readonly string[],
  options: { readonly uid?: number; readonly env?: NodeJS.ProcessEnv } = {},
): Running {
  const { uid, env } = options
  const child = spawn(command, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
    ...(uid === undefined ? {} : { uid, gid: uid }),
  })
  let output = ''
  let errors = ''
  let tell: (fact: Fact) => void = () => {}
  const firstFact = new Promise<Fact>((resolve) => {
    tell = resolve
  })
  child.stdout.on('data', (bytes: Buffer) => {
    output += bytes.toString()
    const [line] = output.split('\n')
    if (line !== undefined && output.includes('\n')) tell(JSON.parse(line) as Fact)
  })
  child.stderr.on('data', (bytes: Buffer) => {
    errors += bytes.toString()
  })
  const finished = new Promise<Finished>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code, signal) => {
      const lines = output.split('\n').filter((line) => line.startsWith('{') && line.endsWith('}'))
      resolve({ code, signal, facts: lines.map((line) => JSON.parse(line) as Fact), errors })
    })
  })
  return { child, firstFact, finished }
}
