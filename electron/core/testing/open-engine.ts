import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Caller, createCaller } from '../../../shared/contract/caller.ts'
import type { Contract } from '../../../shared/contract/contract.ts'
import { FirnError } from '../../../shared/contract/errors.ts'
import { transportPair } from '../../../shared/contract/transport.ts'
import { createEngine } from '../create-engine.ts'
import { createForkSpawner } from '../process/fork.ts'
import type { Spawner } from '../process/spawner.ts'

export interface TestEngine {
  readonly caller: Caller<Contract>
  readonly call: Caller<Contract>['call']
  readonly store: string
  /** An empty folder for the test's own files. */
  readonly folder: string
  close(): Promise<void>
}

/** A real engine with real workers over an empty store in a folder of its own. */
export async function openTestEngine(
  options: {
    readonly store?: string
    readonly state?: string
    readonly spawner?: Spawner
    readonly clock?: () => number
  } = {},
): Promise<TestEngine> {
  const folder = await mkdtemp(join(tmpdir(), 'firn-engine-'))
  const store = options.store ?? join(folder, 'store')
  const engine = await createEngine(
    { host: 'command-line', stateFolder: options.state ?? join(folder, 'state'), allow: [folder] },
    options.spawner ?? createForkSpawner(),
    options.clock,
  )
  const [near, far] = transportPair()
  engine.attach(far)
  const caller = createCaller<Contract>(near, () => new FirnError('internal', 'The engine was closed.'))
  await caller.call('application.openStore', { path: store, create: options.store === undefined })
  return {
    caller,
    call: caller.call,
    store,
    folder,
    async close() {
      near.close()
      await engine.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
