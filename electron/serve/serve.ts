import { stat } from 'node:fs/promises'
import { createServer } from 'node:http'
import { join, resolve } from 'node:path'
import { createCaller } from '../../shared/contract/caller.ts'
import type { Contract } from '../../shared/contract/contract.ts'
import { FirnError } from '../../shared/contract/errors.ts'
import { builtFolder } from '../core/process/entry-files.ts'
import { createForkSpawner } from '../core/process/fork.ts'
import { sweepOlder } from '../core/state/sweep.ts'
import { bracketed, cookieNameFor, isLoopback, listen, namesOf } from './address.ts'
import type { Door } from './admission.ts'
import { downloadsKeptFor } from './downloads.ts'
import { type EngineProcess, startEngine } from './engine-process.ts'
import { hostCalls } from './host-calls.ts'
import { answer, type Served } from './http.ts'
import { createSecret, createSessions, isSameSecret } from './secrets.ts'
import { acceptSockets } from './sockets.ts'
import { openUploads } from './uploads.ts'

export interface ServeOptions {
  /** Folder of the store to show; absent: the start screen. */
  readonly store?: string | undefined
  readonly stateFolder: string
  /** Folders that the window may list and read. */
  readonly allow: readonly string[]
  /** Undefined: the preferred port, or any free one when that is taken. */
  readonly port?: number | undefined
  /** Address to bind; 127.0.0.1 when undefined. */
  readonly address?: string | undefined
  readonly readOnly?: boolean | undefined
  /** Called when a link has let a browser in, and is worth nothing from then on. */
  readonly onLinkUsed?: (() => void) | undefined
}

export interface ServedWindow {
  /** Lets one browser in, once. */
  readonly link: string
  /** Another such link. */
  newLink(): string
  readonly port: number
  /** Whether other machines can reach it. */
  readonly isPublic: boolean
  /** With it a program of the same person may ask for a link, at `/link`. */
  readonly programSecret: string
  /**
   * Ends the server, the engine and its workers. What changes something may finish first, for at most `graceMs`;
   * meanwhile windows go on, and `/health` says that it ends.
   */
  close(graceMs?: number): Promise<void>
  /** Ends everything at once. */
  kill(): void
}

/** How long a store may take to be opened, in milliseconds. */
const storePatience = 60_000

/**
 * Shows the window to browsers. Resolves when the engine answers and the port is bound; rejects with the
 * engine's own error when it cannot open the store, with `file-missing` for a folder to be read that is not
 * there, with `io` when the port cannot be had.
 */
export async function serve(options: ServeOptions): Promise<ServedWindow> {
  const { store, stateFolder, readOnly, address = '127.0.0.1' } = options
  for (const folder of options.allow) await requireFolder(folder)
  const downloadsFolder = join(stateFolder, 'downloads')
  await sweepOlder(downloadsFolder, downloadsKeptFor)
  const uploads = await openUploads(join(stateFolder, 'uploads'))
  const engine = await startEngine(
    {
      host: 'served',
      stateFolder: resolve(stateFolder),
      allow: options.allow.map((folder) => resolve(folder)),
      ...(store === undefined ? {} : { store: resolve(store) }),
      ...(readOnly === undefined ? {} : { readOnly }),
    },
    createForkSpawner(),
  )
  const sessions = createSessions(() => options.onLinkUsed?.())
  const server = createServer({ requestTimeout: 0 })
  let port: number
  try {
    if (store !== undefined) await requireStore(engine)
    port = await listen(server, address, options.port)
  } catch (error) {
    await engine.close()
    throw error
  }
  const door: Door = {
    hostNames: namesOf(address),
    cookieName: cookieNameFor(store ?? stateFolder, port),
    sessions,
  }
  let isEnding = false
  const programSecret = createSecret()
  const linkPath = () => `/?token=${sessions.newToken()}`
  const served: Served = {
    door,
    uploads,
    rendererFolder: join(builtFolder(), 'renderer'),
    downloadsFolder,
    isWell: () => engine.running && !isEnding,
    linkFor: (secret) => (isSameSecret(secret, programSecret) ? linkPath() : undefined),
    engine,
    replaceEngine: async () => {
      if (!(await answers(engine))) engine.replace()
    },
  }
  server.on('request', (request, response) => void answer(request, response, served))
  const sockets = acceptSockets(server, door, () => engine.connect(), hostCalls(linkPath))
  const newLink = () => `http://${bracketed(address)}:${port}${linkPath()}`

  return {
    link: newLink(),
    newLink,
    port,
    isPublic: !isLoopback(address),
    programSecret,
    async close(graceMs = 0) {
      isEnding = true
      sockets.announceEnd()
      await engine.close(graceMs)
      sockets.close()
      const ended = new Promise((resolve) => server.close(resolve))
      server.closeAllConnections()
      await ended
      await uploads.close()
    },
    kill() {
      engine.kill()
      server.close()
      server.closeAllConnections()
    },
  }
}

/** A mistyped folder would show as one in which there is nothing. */
async function requireFolder(folder: string): Promise<void> {
  const there = await stat(folder).catch(() => undefined)
  if (there?.isDirectory() === true) return
  throw new FirnError('file-missing', `There is no folder ${folder} whose files could be opened.`, {
    hint: 'Look at the spelling of --allow.',
    context: { file: folder },
  })
}

/** How long an engine may take to show that it is there before another one takes its place, in milliseconds. */
const enginePatience = 2000

async function answers(engine: EngineProcess): Promise<boolean> {
  if (!engine.running) return false
  const line = await engine.connect()
  const ended = () => new FirnError('engine-died', 'The engine ended.')
  try {
    await createCaller<Contract>(line, ended).call('jobs.list', {}, { deadlineMs: enginePatience })
    return true
  } catch {
    return false
  } finally {
    line.close()
  }
}

/** Opens the store of the engine's settings, so that one that cannot be opened is told at once. */
async function requireStore(engine: EngineProcess): Promise<void> {
  const line = await engine.connect()
  const ended = () => new FirnError('engine-died', 'The engine ended while it opened the store.')
  try {
    await createCaller<Contract>(line, ended).call('store.info', {}, { deadlineMs: storePatience })
  } finally {
    line.close()
  }
}
