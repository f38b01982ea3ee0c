import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { chown, cp, mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { type Browser, chromium, type Page } from '@playwright/test'
import type { App } from './app.ts'
import { type Problems, watchProblems } from './problems.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** How long the program may take to show its window or to end, in milliseconds. */
const patience = 30_000

/** An ordinary user: root would have to switch the sandbox off. */
const nobody = 65534
const isRoot = process.getuid?.() === 0

/** What packaging has made, and what it printed. */
export interface TestPackage {
  readonly folder: string
  /** Version of the Electron in it. */
  readonly electron: string
  readonly printed: string
}

/** Builds the package of this machine around the Electron of the tests. */
export async function makePackage(): Promise<TestPackage> {
  const script = join(root, 'scripts', 'package.mjs')
  const { stdout } = await promisify(execFile)(process.execPath, [script, '--test-electron'], { cwd: root })
  const folder = join(root, 'release22', 'linux-unpacked')
  const version = await readFile(join(folder, 'version'), 'utf8')
  return { folder, electron: version.trim().replace(/^v/, ''), printed: stdout }
}

/** A copy of a package where no checkout is around it, beside the empty home of a person. */
export interface Installed {
  readonly program: string
  readonly home: string
  start(options?: StartOptions): Promise<Running>
  remove(): Promise<void>
}

export interface StartOptions {
  readonly parameters?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
}

/** A started package with its window. */
export interface Running {
  readonly page: Page
  /** For the pages of the suite, which need no more of it than the window. */
  readonly app: App
  readonly problems: Problems
  /** What its processes have written. */
  log(): string
  /** The kernel's notes about its page's process. */
  renderer(): Promise<{ readonly command: string; readonly status: string }>
  /** Closes the window; answers how the program ended. */
  close(): Promise<number | NodeJS.Signals | null>
}

/** Copies a package to a place of its own. `display` is where its windows go. */
export async function install({ folder }: TestPackage, display: string | undefined): Promise<Installed> {
  const place = await mkdtemp(join(tmpdir(), 'firn-packaged-'))
  const program = join(place, 'Firn')
  const home = join(place, 'home')
  await cp(folder, program, { recursive: true })
  await mkdir(home)
  if (isRoot) for (const path of [place, home]) await chown(path, nobody, nobody)
  return {
    program: join(program, 'firn-desktop'),
    home,
    start: (options = {}) => start(join(program, 'firn-desktop'), home, display, options),
    remove: () => rm(place, { recursive: true, force: true }),
  }
}

async function start(
  program: string,
  home: string,
  display: string | undefined,
  { parameters = [], env = {} }: StartOptions,
): Promise<Running> {
  const port = await freePort()
  const asSomebody = isRoot ? ['setpriv', `--reuid=${nobody}`, `--regid=${nobody}`, '--clear-groups'] : []
  const [command = program, ...rest] = [
    ...asSomebody,
    program,
    `--remote-debugging-port=${port}`,
    ...parameters,
  ]
  const { PATH = '', LANG = 'C.UTF-8', DISPLAY = display } = process.env
  const running = spawn(command, rest, {
    cwd: home,
    env: { PATH, LANG, HOME: home, ...(DISPLAY === undefined ? {} : { DISPLAY }), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let log = ''
  for (const stream of [running.stdout, running.stderr]) {
    stream.on('data', (some: Buffer) => {
      log += some.toString('utf8')
    })
  }
  const ended = new Promise<number | NodeJS.Signals | null>((resolve) =>
    running.once('exit', (code, signal) => resolve(code ?? signal)),
  )
  const browser = await attach(port, running, () => log)
  const context = browser.contexts()[0]
  const page = context?.pages()[0]
  if (context === undefined || page === undefined) throw new Error(`The program has no window: ${log}`)
  const problemsOf = await watchProblems(context)
  return {
    page,
    app: { host: 'desktop', page } as App,
    problems: problemsOf(page),
    log: () => log,
    renderer: () => rendererBelow(running.pid ?? 0),
    async close() {
      // The page is gone before it could answer.
      await page.evaluate(() => window.close()).catch(() => {})
      const force = setTimeout(() => running.kill('SIGKILL'), patience)
      const how = await ended
      clearTimeout(force)
      await browser.close().catch(() => {})
      return how
    },
  }
}

/** With its inspector fused off, a program can be reached by its window only, and only once there is one. */
async function attach(port: number, running: ChildProcess, log: () => string): Promise<Browser> {
  const address = `http://127.0.0.1:${port}`
  const deadline = Date.now() + patience
  for (;;) {
    if (running.exitCode !== null) throw new Error(`The program ended with ${running.exitCode}: ${log()}`)
    const targets = await fetch(`${address}/json/list`)
      .then(async (answer) => (await answer.json()) as { type: string; url: string }[])
      .catch(() => [])
    if (targets.some(({ type, url }) => type === 'page' && url.startsWith('app://firn/'))) break
    if (Date.now() > deadline) {
      running.kill('SIGKILL')
      throw new Error(`The program showed no window within ${patience / 1000} s: ${log()}`)
    }
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  return await chromium.connectOverCDP(address, { noDefaults: true })
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      server.close(() => resolve(port))
    })
  })
}

async function rendererBelow(
  program: number,
): Promise<{ readonly command: string; readonly status: string }> {
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const read = (name: string) => readFile(`/proc/${pid}/${name}`, 'utf8').catch(() => '')
    const command = (await read('cmdline')).replaceAll('\0', ' ')
    if (command.includes('--type=renderer') && (await isBelow(Number(pid), program))) {
      return { command, status: await read('status') }
    }
  }
  throw new Error('The program has no process for its page.')
}

async function isBelow(pid: number, ancestor: number): Promise<boolean> {
  for (let at = pid; at > 1; ) {
    if (at === ancestor) return true
    const status = await readFile(`/proc/${at}/status`, 'utf8').catch(() => '')
    at = Number(/^PPid:\s*(\d+)/m.exec(status)?.[1] ?? 0)
  }
  return false
}
