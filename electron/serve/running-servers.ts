import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { join } from 'node:path'
import { FirnError } from '../../shared/contract/errors.ts'
import { bracketed } from './address.ts'

/** A server of this person, as others of their programs find it. */
export interface RunningServer {
  readonly port: number
  readonly address: string
  readonly store: string | null
  /** With it a program may ask the server for a link, and for nothing else. */
  readonly secret: string
}

const folderOf = (stateFolder: string) => join(stateFolder, 'serving')
/** Milliseconds for a server to answer. */
const patience = 10_000

/** Notes a server where only this person can read it; answers how to take the note away. */
export async function noteServer(stateFolder: string, server: RunningServer): Promise<() => Promise<void>> {
  const file = join(folderOf(stateFolder), `${server.port}.json`)
  await mkdir(folderOf(stateFolder), { recursive: true, mode: 0o700 })
  // A file that is there keeps its mode; one of a server that was killed is of no use.
  await rm(file, { force: true })
  await writeFile(file, JSON.stringify(server), { mode: 0o600, flag: 'wx' })
  return () => rm(file, { force: true })
}

/**
 * A link into a server that runs, for one more browser. Throws `not-found` where there is none (on that port), and
 * `ambiguous` where there are several.
 */
export async function linkOfRunningServer(
  stateFolder: string,
  port: number | undefined,
): Promise<{ readonly url: string; readonly port: number; readonly store: string | null }> {
  const found: { readonly server: RunningServer; readonly path: string }[] = []
  for (const server of await notedServers(stateFolder)) {
    if (port !== undefined && server.port !== port) continue
    const path = await askForLink(server).catch(() => undefined)
    if (path !== undefined) found.push({ server, path })
  }
  const [only, ...more] = found
  if (only === undefined)
    throw new FirnError(
      'not-found',
      `No server of yours runs here${port === undefined ? '' : ` on port ${port}`}.`,
      {
        hint: 'Start one with "firn serve".',
      },
    )
  if (more.length > 0) {
    const list = found.map(({ server }) => `--port ${server.port} (${server.store ?? 'no store'})`)
    throw new FirnError('ambiguous', `${found.length} servers run here: ${list.join(', ')}.`, {
      hint: 'Say which one with --port.',
    })
  }
  const { server, path } = only
  return {
    url: `http://${bracketed(server.address)}:${server.port}${path}`,
    port: server.port,
    store: server.store,
  }
}

async function notedServers(stateFolder: string): Promise<RunningServer[]> {
  const folder = folderOf(stateFolder)
  const names: string[] = await readdir(folder).catch(() => [])
  const servers: RunningServer[] = []
  for (const name of names.toSorted()) {
    const text = await readFile(join(folder, name), 'utf8').catch(() => '')
    try {
      servers.push(JSON.parse(text) as RunningServer)
    } catch {
      // It ended just now, or was killed while it began.
    }
  }
  return servers
}

/** The path that lets a browser in; undefined where something else answers on that port. */
function askForLink({ port, address, secret }: RunningServer): Promise<string | undefined> {
  const host = bracketed(address)
  return new Promise((resolve, reject) => {
    const asked = request(
      {
        host: host.replace(/^\[|\]$/g, ''),
        port,
        path: '/link',
        method: 'POST',
        agent: false,
        timeout: patience,
        headers: { Host: `${host}:${port}`, Authorization: `Bearer ${secret}` },
      },
      (response) => {
        let text = ''
        response.setEncoding('utf8')
        response.on('data', (some: string) => {
          text += some
        })
        response.on('end', () => {
          resolve(response.statusCode === 200 ? (JSON.parse(text) as { path: string }).path : undefined)
        })
        response.on('error', reject)
      },
    )
    asked.on('timeout', () => asked.destroy())
    asked.on('error', reject)
    asked.end()
  })
}
