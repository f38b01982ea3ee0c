import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { join } from 'node:path'
import { builtFolder } from '../../core/process/entry-files.ts'
import { cookieFrom } from '../../serve/testing/ask.ts'

const program = join(builtFolder(), 'cli', 'main.js')

export interface Ended {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
}

/** `firn serve` on a free port, with `folder/state` as its state; the default store is not there. */
export function startServing(folder: string, ...args: readonly string[]): ChildProcess {
  return spawn(process.execPath, [program, 'serve', '--port', '0', ...args], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: environmentIn(folder),
  })
}

function environmentIn(folder: string): NodeJS.ProcessEnv {
  return { ...process.env, FIRN_STORE: join(folder, 'none'), FIRN_STATE: join(folder, 'state') }
}

/** What a server prints; `told` is called with all of it so far. */
export function whenEnded(server: ChildProcess, told: (stdout: string) => void = () => {}): Promise<Ended> {
  let stdout = ''
  let stderr = ''
  server.stdout?.on('data', (some: Buffer) => {
    stdout += some.toString('utf8')
    told(stdout)
  })
  server.stderr?.on('data', (some: Buffer) => {
    stderr += some.toString('utf8')
  })
  return new Promise((resolve) => server.once('close', (status) => resolve({ status, stdout, stderr })))
}

export interface ServingProcess {
  readonly process: ChildProcess
  readonly ended: Promise<Ended>
  readonly port: number
  readonly link: string
  /** Headers of a page that was let in. */
  readonly headers: Readonly<Record<string, string>>
}

/** The same, with a browser that was let in. */
export async function serveStore(
  folder: string,
  store: string,
  ...args: readonly string[]
): Promise<ServingProcess> {
  const server = startServing(folder, '--json', '--store', store, '--allow', folder, ...args)
  let ended: Promise<Ended> | undefined
  const text = await new Promise<string>((resolve, reject) => {
    ended = whenEnded(server, (stdout) => {
      if (stdout.endsWith('\n')) resolve(stdout)
    })
    void ended.then(({ stderr }) => reject(new Error(`It ended: ${stderr}`)))
  })
  const { url, port } = JSON.parse(text) as { url: string; port: number }
  const host = `127.0.0.1:${port}`
  return {
    process: server,
    ended: ended as Promise<Ended>,
    port,
    link: url,
    headers: { Host: host, Origin: `http://${host}`, Cookie: await cookieFrom(url) },
  }
}

/** Runs a command to its end and answers its JSON document; rejects with what it complains about. */
export function runCommandIn(folder: string, ...args: readonly string[]): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const options = { cwd: folder, env: environmentIn(folder) }
    execFile(process.execPath, [program, ...args, '--json'], options, (error, stdout, stderr) => {
      if (error === null) resolve(JSON.parse(stdout) as unknown)
      else reject(new Error(`firn ${args.join(' ')}: ${stderr || error.message}`))
    })
  })
}
