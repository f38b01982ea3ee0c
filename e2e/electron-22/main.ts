// What Electron 45 has in its main process and Electron 22 has not; and what Playwright needs to attach to it.
import { createRequire } from 'node:module'
import { app, protocol } from 'electron'

// Chromium refuses to run sandboxed as root; as an ordinary user the sandbox stays.
if (process.getuid?.() === 0) app.enableSandbox = () => {}

if (process.argv.includes('--remote-debugging-port=0')) {
  // The loader holds "ready" back until Playwright is there. A package has no checkout around it.
  const loader = process.env['FIRN_TEST_LOADER']
  createRequire(__filename)(loader ?? '../../node_modules/playwright-core/lib/server/electron/loader.js')
  // Chromium 108 loses messages of DevTools when a page navigates while a client attaches.
  app.on('web-contents-created', (_event, contents) => {
    const load = contents.loadURL.bind(contents)
    contents.loadURL = async (...address) => {
      await new Promise((resolve) => setTimeout(resolve, 300))
      return load(...address)
    }
  })
}

interface OldRequest {
  url: string
  method: string
  headers: Record<string, string>
}

interface OldAnswer {
  statusCode: number
  headers: Record<string, string>
  mimeType: string | undefined
  data: Buffer
}

interface OldProtocol {
  handle?: unknown
  registerBufferProtocol(
    scheme: string,
    handler: (request: OldRequest, callback: (answer: OldAnswer) => void) => void,
  ): boolean
}

/** `protocol.handle` over what there was before it. */
function addHandle(old: OldProtocol): void {
  old.handle ??= (scheme: string, handler: (request: Request) => Response | Promise<Response>) =>
    old.registerBufferProtocol(scheme, (asked, callback) => {
      const answer = async () => {
        const response = await handler(
          new Request(asked.url, { method: asked.method, headers: asked.headers }),
        )
        callback({
          statusCode: response.status,
          headers: Object.fromEntries(response.headers),
          mimeType: response.headers.get('content-type')?.split(';')[0],
          data: Buffer.from(await response.arrayBuffer()),
        })
      }
      void answer()
    })
}

addHandle(protocol as unknown as OldProtocol)
