import { type ChildProcess, spawn } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Browser, BrowserContext, ViewportSize } from '@playwright/test'
import { type App, callFromPage, type OpenedApp, type ProgramProcesses } from './app.ts'
import { watchProblems } from './problems.ts'
import type { TestStore } from './store.ts'

const program = fileURLToPath(new URL('../../dist/serve/main.js', import.meta.url))

/** How long a server may take to begin or to end, in milliseconds. */
const patience = 30_000

export interface OpenedServer extends OpenedApp {
  /** Ends the server and leaves its windows as they are. */
  stop(): Promise<void>
}

/** The program as a server with a page in a browser. */
export async function openServed(
  browser: Browser,
  viewport: ViewportSize | null,
  store: TestStore,
  withStore: boolean,
  more: readonly string[] = [],
  node = process.execPath,
): Promise<OpenedServer> {
  const parameters = ['--state', store.stateFolder, '--allow', store.files, '--port', '0', ...more]
  if (withStore) parameters.push('--store', store.path)
  const server = spawn(node, [program, ...parameters], {
    stdio: ['ignore', 'pipe', 'pipe'],
    cwd: store.files,
    env: { ...process.env, FIRN_STORE: store.path },
  })
  // From the start: a server that ends before it is told to must not be waited for.
  const ended = new Promise<number | string | null>((resolve) =>
    server.once('exit', (code, signal) => resolve(code ?? signal)),
  )
  let log = ''
  server.stderr.on('data', (some: Buffer) => {
    log += some.toString('utf8')
  })
  const link = await linkOf(server, () => log)
  const context = await browser.newContext({ viewport })
  const processes = () => Promise.resolve(processesBelow(server.pid))
  const app = await openPage(context, link, { store, processes })
  const stop = async () => {
    server.kill('SIGTERM')
    const force = setTimeout(() => server.kill('SIGKILL'), patience)
    const code = await ended
    clearTimeout(force)
    if (code !== 0) throw new Error(`The server ended with ${String(code)}: ${log}`)
  }
  return {
    app,
    log: () => log,
    stop,
    async close() {
      await context.close()
      await stop()
    },
  }
}

/** A second window on the same server: another browser that has its cookie. */
export async function openBeside(app: App): Promise<{ readonly app: App; close(): Promise<void> }> {
  const first = app.page.context()
  const context = await first.browser()?.newContext({
    viewport: app.page.viewportSize(),
    storageState: await first.storageState(),
  })
  if (context === undefined) throw new Error('The first window is in no browser of ours.')
  return { app: await openPage(context, app.page.url(), app), close: () => context.close() }
}

/** A further window of the same server: another browser, which came by a link of its own through another port. */
export async function openElsewhere(
  app: App,
  port: number,
): Promise<{ readonly app: App; close(): Promise<void> }> {
  const browser = app.page.context().browser()
  if (browser === null) throw new Error('The first window is in no browser of ours.')
  const context = await browser.newContext({ viewport: app.page.viewportSize() })
  const { path } = (await app.callAny('host.newLink', {})) as { path: string }
  const opened = await openPage(context, `http://127.0.0.1:${port}${path}`, app)
  return { app: opened, close: () => context.close() }
}

async function openPage(
  context: BrowserContext,
  link: string,
  { store, processes }: Pick<App, 'store' | 'processes'>,
): Promise<App> {
  const problemsOf = await watchProblems(context)
  const page = await context.newPage()
  await page.goto(link)
  const callAny = (name: string, input: unknown) => page.evaluate(callFromPage, { name, input })
  return {
    host: 'served',
    page,
    store,
    problems: problemsOf(page),
    call: callAny as App['call'],
    callAny,
    processes,
    electron: undefined,
  }
}

function linkOf(server: ChildProcess, log: () => string): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = ''
    const late = setTimeout(() => {
      server.kill('SIGKILL')
      reject(new Error(`The server printed no link within ${patience / 1000} s: ${text}${log()}`))
    }, patience)
    server.stdout?.on('data', (some: Buffer) => {
      text += some.toString('utf8')
      const link = /^Firn is at (\S+)$/m.exec(text)?.[1]
      if (link === undefined) return
      clearTimeout(late)
      resolve(link)
    })
    server.once('exit', (code) => {
      clearTimeout(late)
      reject(new Error(`The server ended with ${code}: ${log()}`))
    })
  })
}

/** From the system's table of processes (Linux). */
function processesBelow(server: number | undefined): ProgramProcesses {
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => ({
      pid: Number(name),
      parent: parentOf(name),
      command: readOrNothing(`/proc/${name}/cmdline`),
    }))
  const engine = all.find(({ parent, command }) => parent === server && command.includes('engine.js'))
  const workers = all.filter(({ parent, command }) => parent === engine?.pid && command.includes('worker.js'))
  return { engine: engine?.pid, workers: workers.map(({ pid }) => pid), window: undefined }
}

function parentOf(pid: string): number {
  // The command's name stands in parentheses and may hold anything; the parent is the second field after it.
  const stat = readOrNothing(`/proc/${pid}/stat`)
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
}

function readOrNothing(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
