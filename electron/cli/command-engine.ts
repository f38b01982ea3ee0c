import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { type Caller, createCaller } from '../../shared/contract/caller.ts'
import type { Contract } from '../../shared/contract/contract.ts'
import { FirnError } from '../../shared/contract/errors.ts'
import { transportPair } from '../../shared/contract/transport.ts'
import { createEngine } from '../core/create-engine.ts'
import { createForkSpawner } from '../core/process/fork.ts'
import type { StoreNeed } from './session.ts'
import { defaultStateFolder, defaultStore } from '../core/state/state-folder.ts'

export interface CommandEngine {
  readonly caller: Caller<Contract>
  close(): Promise<void>
}

/**
 * The engine inside the command's own process: the same contract as in the window, over a line of two
 * functions. Workers are processes of their own here too.
 */
export async function openCommandEngine(store: string | undefined, need: StoreNeed): Promise<CommandEngine> {
  const folder = standingIn()
  const path = resolve(folder, store ?? defaultStore())
  // A store that was named must be there; the default one may be missing when files alone are asked for.
  const wanted =
    need === 'open' || (need === 'if-there' && (store !== undefined || existsSync(join(path, 'firn.json'))))
  const engine = await createEngine(
    {
      host: 'command-line',
      stateFolder: defaultStateFolder(),
      allow: [folder],
      ...(wanted ? { store: path } : {}),
    },
    createForkSpawner(),
  )
  const [near, far] = transportPair()
  engine.attach(far)
  const caller = createCaller<Contract>(near, () => new FirnError('internal', 'The engine was closed.'))
  return {
    caller,
    close: async () => {
      near.close()
      await engine.close()
    },
  }
}

/** Where the user stands; paths they give are relative to it. */
export function standingIn(): string {
  return process.cwd()
}
