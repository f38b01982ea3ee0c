import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { serve, type ServedWindow } from '../serve.ts'
import { cookieFrom } from './ask.ts'

export interface TestServer {
  readonly window: ServedWindow
  readonly port: number
  readonly stateFolder: string
  /** A cookie that was properly had. */
  readonly cookie: string
  /** Headers of the page itself. */
  readonly own: Readonly<Record<string, string>>
  end(): Promise<void>
}

/** A server with the real engine, on a free port and a fresh state folder. */
export async function startTestServer(): Promise<TestServer> {
  const folder = await mkdtemp(join(tmpdir(), 'firn-serve-'))
  const stateFolder = join(folder, 'state')
  await mkdir(stateFolder)
  const window = await serve({ stateFolder, allow: [folder], port: 0 })
  const { port } = window
  const cookie = await cookieFrom(window.link)
  return {
    window,
    port,
    stateFolder,
    cookie,
    own: { Host: `127.0.0.1:${port}`, Origin: `http://127.0.0.1:${port}`, Cookie: cookie },
    async end() {
      await window.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
