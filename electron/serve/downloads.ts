import { createReadStream } from 'node:fs'
import { type FileHandle, open, rm } from 'node:fs/promises'
import type { ServerResponse } from 'node:http'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { pageHeaders } from '../core/page/content-policy.ts'

const plainId = /^[\w-]{1,64}$/

/** Downloads that nobody fetched are deleted at a start after this many milliseconds. */
export const downloadsKeptFor = 24 * 60 * 60 * 1000

/**
 * Answers with an export that the engine has prepared, as `<downloads>/<id>/<name>`, and deletes it when all of it
 * was sent: it is a second copy of the data. False where there is none. `name` is as it stands in the address,
 * percent-encoded.
 */
export async function sendDownload(
  folder: string,
  id: string,
  name: string,
  response: ServerResponse,
): Promise<boolean> {
  const plain = decodeName(name)
  if (plain === undefined || !plainId.test(id)) return false
  const file = await openIfThere(join(folder, id, plain))
  if (file === undefined) return false
  let size = Number.POSITIVE_INFINITY
  let sent = 0
  try {
    const facts = await file.stat()
    if (!facts.isFile()) return false
    size = facts.size
    response.writeHead(200, {
      ...pageHeaders,
      'Content-Type': 'application/octet-stream',
      'Content-Length': facts.size,
      'Content-Disposition': `attachment; filename*=UTF-8''${encodeURIComponent(plain).replace(/['()*]/g, percent)}`,
      'Content-Security-Policy': "default-src 'none'; sandbox",
      'Cache-Control': 'no-store',
    })
    if (response.req.method === 'HEAD') response.end()
    else
      await pipeline(
        createReadStream('', { fd: file, autoClose: false }),
        bodyOf(response, (bytes) => {
          sent += bytes
        }),
      )
    return true
  } finally {
    await file.close()
    if (sent === size) await rm(join(folder, id), { recursive: true, force: true }).catch(() => {})
  }
}

/**
 * The body of a response, which tells how many bytes the system has taken. A client that has the announced number
 * of them may hang up before the response is ended: to a plain pipe that is a download broken off.
 */
function bodyOf(response: ServerResponse, onSent: (bytes: number) => void): Writable {
  const body = new Writable({
    write(chunk: Buffer, _encoding, done) {
      response.write(chunk, (error) => {
        if (error === undefined || error === null) onSent(chunk.length)
        done(error)
      })
    },
    final: (done) => void response.end(done),
  })
  response.once('close', () => body.destroy())
  return body
}

function decodeName(name: string): string | undefined {
  try {
    const plain = decodeURIComponent(name)
    return plain === '' || plain === '.' || plain === '..' || /[/\\\0]/.test(plain) ? undefined : plain
  } catch {
    return undefined
  }
}

async function openIfThere(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'ENAMETOOLONG') return undefined
    throw error
  }
}

function percent(letter: string): string {
  return `%${letter.charCodeAt(0).toString(16).toUpperCase()}`
}
