import type { IncomingMessage, ServerResponse } from 'node:http'
import { FirnError, type ErrorCode } from '../../shared/contract/errors.ts'
import { pageAnswer } from '../core/page/built-page.ts'
import { engineGivenUp } from '../core/process/given-up.ts'
import { pageHeaders } from '../core/page/content-policy.ts'
import { type Admission, admit, type Door } from './admission.ts'
import { sendDownload } from './downloads.ts'
import type { Uploads } from './uploads.ts'

export interface Served {
  readonly door: Door
  readonly rendererFolder: string
  readonly downloadsFolder: string
  readonly uploads: Uploads
  /** Whether the engine runs, and nobody has told the server to end. */
  readonly isWell: () => boolean
  /** The path that lets one more browser in, for a program that has the secret for that. */
  readonly linkFor: (secret: string) => string | undefined
  readonly engine: { readonly hasGivenUp: boolean }
  /** A new engine where it was given up or does not answer. */
  readonly replaceEngine: () => Promise<void>
}

/** Answers one request; never throws. */
export async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  served: Served,
): Promise<void> {
  try {
    await route(request, response, served)
  } catch (error) {
    if (response.headersSent) response.destroy()
    else fail(response, error)
  }
}

async function route(request: IncomingMessage, response: ServerResponse, served: Served): Promise<void> {
  const { door } = served
  const [path = '/', query = ''] = (request.url ?? '/').split('?', 2)
  const token = path === '/' ? new URLSearchParams(query).get('token') : null
  const kind = path === '/link' ? 'program' : token !== null || path === '/health' ? 'open' : 'request'
  const admission = admit(request, door, kind)
  if (!admission.admitted) {
    turnAway(request, response, admission)
    return
  }
  const isReading = request.method === 'GET' || request.method === 'HEAD'
  const [first, second, ...rest] = path.slice(1).split('/')
  if (token !== null && isReading) enter(request, response, door, token)
  else if (path === '/health' && isReading) {
    const ok = served.isWell()
    const stopped = served.engine.hasGivenUp ? { stopped: engineGivenUp.text } : {}
    sendJson(response, ok ? 200 : 503, { ok, ...stopped })
  } else if (path === '/engine/replace' && request.method === 'POST') {
    await served.replaceEngine()
    sendJson(response, 202, {})
  } else if (path === '/link' && request.method === 'POST') {
    const link = served.linkFor(/^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '')
    if (link === undefined) sendText(response, 401, 'Ask with "firn serve --link".')
    else sendJson(response, 200, { path: link })
  } else if (first === 'upload' && second !== undefined && request.method === 'PUT') {
    await served.uploads.take(second, rest.join('/'), request)
    response.writeHead(201, pageHeaders).end()
  } else if (
    first === 'upload' &&
    second !== undefined &&
    rest.join('/') === 'done' &&
    request.method === 'POST'
  ) {
    sendJson(response, 200, { path: await served.uploads.folderOf(second) })
  } else if (!isReading) sendText(response, 405, 'There is nothing here for that method.')
  // A browser does not tell its page why a socket was refused; to this request it does.
  else if (path === '/engine') sendText(response, 426, 'Here a WebSocket is expected.')
  else if (first === 'download' && second !== undefined && rest.length === 1) {
    if (!(await sendDownload(served.downloadsFolder, second, rest[0] ?? '', response)))
      sendText(response, 404, 'There is no such file.')
  } else await sendPageFile(request, response, served.rendererFolder, path)
}

async function sendPageFile(
  request: IncomingMessage,
  response: ServerResponse,
  folder: string,
  path: string,
): Promise<void> {
  const { status, body, headers } = await pageAnswer(folder, path)
  if (body.length === 0) sendText(response, status, 'There is no such page.')
  else {
    response.writeHead(status, { ...headers, 'Content-Length': body.length })
    response.end(request.method === 'HEAD' ? undefined : body)
  }
}

/**
 * Trades the token of a link for a cookie and leads to the page, whose address then holds no secret. A link that
 * was used leads there too in the browser that used it; any other is told what to do.
 */
function enter(request: IncomingMessage, response: ServerResponse, door: Door, token: string): void {
  const session = door.sessions.exchange(token)
  const headers: Record<string, string> = { ...pageHeaders, Location: '/', 'Cache-Control': 'no-store' }
  if (session !== undefined)
    headers['Set-Cookie'] = `${door.cookieName}=${session}; HttpOnly; SameSite=Strict; Path=/`
  else {
    const admission = admit(request, door, 'request')
    if (!admission.admitted) {
      turnAway(request, response, admission)
      return
    }
  }
  response.writeHead(303, headers).end()
}

function turnAway(
  request: IncomingMessage,
  response: ServerResponse,
  admission: Admission & { admitted: false },
): void {
  const { 'sec-fetch-mode': mode, 'sec-fetch-site': site } = request.headers
  // A link followed from another page (a terminal in a browser, a mail) comes without the strict cookie that it
  // has just been given; a page of our own that loads again has it.
  if (
    admission.status === 401 &&
    mode === 'navigate' &&
    site !== undefined &&
    site !== 'same-origin' &&
    site !== 'none'
  ) {
    const page = '<!doctype html><meta http-equiv="refresh" content="0;url=/"><title>Firn</title>'
    response.writeHead(200, {
      ...pageHeaders,
      'Content-Type': 'text/html; charset=utf-8',
      'Cache-Control': 'no-store',
      'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
    })
    response.end(page)
    return
  }
  sendText(response, admission.status, admission.reason)
}

const statusOf: Partial<Record<ErrorCode, number>> = {
  'invalid-name': 400,
  'invalid-input': 411,
  'not-found': 404,
  'already-exists': 409,
  'disk-full': 507,
}

function fail(response: ServerResponse, error: unknown): void {
  // The rest of a refused upload is not worth reading.
  response.setHeader('Connection', 'close')
  if (error instanceof FirnError)
    sendText(
      response,
      statusOf[error.code] ?? 500,
      error.hint === undefined ? error.message : `${error.message} ${error.hint}`,
    )
  else sendText(response, 500, error instanceof Error ? error.message : String(error))
}

function sendText(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, {
    ...pageHeaders,
    'Content-Type': 'text/plain; charset=utf-8',
    'Cache-Control': 'no-store',
  })
  response.end(`${text}\n`)
}

function sendJson(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, {
    ...pageHeaders,
    'Content-Type': 'application/json; charset=utf-8',
    'Cache-Control': 'no-store',
  })
  response.end(JSON.stringify(value))
}
