import { readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { contentPolicy, createNonce, pageHeaders } from './content-policy.ts'
import { missingPage } from './missing-page.ts'

/** A file of the built renderer, ready to be answered with. */
export interface PageFile {
  readonly body: Buffer
  readonly headers: Readonly<Record<string, string>>
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
  '.txt': 'text/plain; charset=utf-8',
  '.md': 'text/plain; charset=utf-8',
}

/** Plain names, so that no path leads out of the folder, whatever encodes or decodes it. */
const plainPath = /^\/(?:[\w-][\w.-]*\/)*[\w-][\w.-]*$/

/**
 * Reads what the window asks for; undefined where there is no such file. The page itself comes with a fresh
 * nonce and the policy that goes with it. Throws whatever reading throws, but for files that are not there.
 */
export async function readPageFile(folder: string, path: string): Promise<PageFile | undefined> {
  const wanted = path === '/' ? '/index.html' : path
  const type = types[extname(wanted)]
  if (type === undefined || !plainPath.test(wanted)) return undefined
  const body = await readIfThere(join(folder, wanted))
  if (body === undefined) return undefined
  if (wanted === '/index.html') {
    const nonce = createNonce()
    const headers = {
      'Content-Type': type,
      'Cache-Control': 'no-store',
      'Content-Security-Policy': contentPolicy(nonce),
    }
    return {
      body: Buffer.from(body.toString('utf8').replaceAll('__CSP_NONCE__', nonce)),
      headers: { ...pageHeaders, ...headers },
    }
  }
  // The names of built assets hold a hash of their content.
  const cache = wanted.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache'
  // A picture or a stray page opened by itself runs nothing.
  const headers = {
    'Content-Type': type,
    'Cache-Control': cache,
    'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  }
  return { body, headers: { ...pageHeaders, ...headers } }
}

/** What the window gets for a path: a file, or words where none can be had. Never throws. */
export async function pageAnswer(
  folder: string,
  path: string,
): Promise<PageFile & { readonly status: number }> {
  try {
    const file = await readPageFile(folder, path)
    if (file !== undefined) return { status: 200, ...file }
    const status = 404
    return path === '/' ? { status, ...missingPage() } : { status, body: nothing, headers: pageHeaders }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    return { status: 500, ...missingPage(code) }
  }
}

const nothing = Buffer.alloc(0)

async function readIfThere(file: string): Promise<Buffer | undefined> {
  try {
    return await readFile(file)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'EISDIR') return undefined
    throw error
  }
}
