// Globals that Node 20 has and Node 16 keeps in modules. A file of its own: undici needs them when it is loaded.
import { Blob } from 'node:buffer'
import { webcrypto } from 'node:crypto'
import * as web from 'node:stream/web'

const missing = {
  Blob,
  crypto: webcrypto,
  ReadableStream: web.ReadableStream,
  TransformStream: web.TransformStream,
  WritableStream: web.WritableStream,
}
for (const [name, value] of Object.entries(missing)) {
  if (!(name in globalThis))
    Object.defineProperty(globalThis, name, { value, writable: true, configurable: true })
}
