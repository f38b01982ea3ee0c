import { type ChildProcess, fork } from 'node:child_process'
import type { Transport } from '../../../shared/contract/transport.ts'
import { childEnvironment } from './child-environment.ts'
import { entryFile } from './entry-files.ts'
import { createLineEnd } from './line-end.ts'
import type { SpawnedProcess, Spawner } from './spawner.ts'

/** Starts processes as forked Node children; for `serve`, the command line and tests. */
export function createForkSpawner(): Spawner {
  return {
    async spawn(entry): Promise<SpawnedProcess> {
      const child = fork(entryFile(entry), [], {
        execArgv: [],
        // The parent's standard output carries results of the command line; children may only complain.
        stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
        env: childEnvironment(),
      })
      await new Promise<void>((resolve, reject) => {
        child.once('spawn', resolve)
        child.once('error', reject)
      })
      return { pid: child.pid, transport: childTransport(child), kill: () => void child.kill('SIGKILL') }
    },
  }
}

function childTransport(child: ChildProcess): Transport {
  const end = createLineEnd()
  // A killed process shows on the channel and as an exit, in either order.
  child.once('exit', end.reach)
  child.once('disconnect', end.reach)
  child.on('error', end.reach)
  return {
    send: (text) => {
      if (!end.isReached && child.connected) child.send(text, () => {})
    },
    onMessage: (listener) =>
      void child.on('message', (message) => {
        if (typeof message === 'string') listener(message)
      }),
    onClose: end.onReached,
    close: () => {
      if (child.connected) child.disconnect()
    },
  }
}
