// What Node 20 has and the Node 16 inside Electron 22 has not.
import 'core-js/actual/array/at'
import 'core-js/actual/array/find-last'
import 'core-js/actual/array/find-last-index'
import 'core-js/actual/array/to-sorted'
import 'core-js/actual/array/to-reversed'
import 'core-js/actual/array/to-spliced'
import 'core-js/actual/array/with'
import 'core-js/actual/object/group-by'
import 'core-js/actual/map/group-by'
import 'core-js/actual/promise/with-resolvers'
import 'core-js/actual/set/union'
import 'core-js/actual/set/difference'
import 'core-js/actual/set/intersection'
import 'core-js/actual/structured-clone'
import './globals.ts'
import './modules.ts'
import { fetch, FormData, Headers, Request, Response } from 'undici'

function any(signals: Iterable<AbortSignal>): AbortSignal {
  const controller = new AbortController()
  for (const signal of signals) {
    if (signal.aborted) {
      controller.abort(signal.reason)
      break
    }
    signal.addEventListener('abort', () => controller.abort(signal.reason), { once: true })
  }
  return controller.signal
}

const missing = { fetch, FormData, Headers, Request, Response }
for (const [name, value] of Object.entries(missing)) {
  if (!(name in globalThis))
    Object.defineProperty(globalThis, name, { value, writable: true, configurable: true })
}
const signals = AbortSignal as unknown as { any?: typeof any }
signals.any ??= any
