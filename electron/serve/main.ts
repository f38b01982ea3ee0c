import { parseArgs } from 'node:util'
import { toWireError } from '../../shared/contract/errors.ts'
import { defaultStateFolder } from '../core/state/state-folder.ts'
import { serveUntilStopped } from './run.ts'

/** The server by itself, as tests and services start it; people use `firn serve`. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      store: { type: 'string' },
      state: { type: 'string' },
      allow: { type: 'string', multiple: true },
      port: { type: 'string' },
      host: { type: 'string' },
      open: { type: 'boolean' },
      'read-only': { type: 'boolean' },
    },
  })
  await serveUntilStopped({
    store: values.store,
    stateFolder: values.state ?? defaultStateFolder(),
    allow: values.allow ?? [process.cwd()],
    port: values.port === undefined ? undefined : Number(values.port),
    address: values.host,
    open: values.open,
    readOnly: values['read-only'],
  })
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(`firn: ${toWireError(error).message}`)
    process.exit(1)
  },
)
