import type { Spawner } from '../process/spawner.ts'

/** Starts processes as another spawner does, and kills workers just when they are given something to do. */
export interface KillingSpawner extends Spawner {
  /** Pieces of work that workers were given since `killAt` was called. */
  readonly given: readonly string[]
  /** Kills the worker that is given the n-th piece of work from now on, counted from 0; undefined: none. */
  killAt(nth: number | undefined): void
  /** Kills each worker that is given this method, until `killAt` is called. */
  killAlways(method: string): void
  /** When the last one was killed (`performance.now()`). */
  readonly killedAt: number | undefined
  /** Numbers of the processes that have not ended. */
  readonly alive: ReadonlySet<number>
}

/** What workers are given by the pool itself, whoever leases them. */
const ownCalls: ReadonlySet<string> = new Set(['instance.close', 'process.memory'])

export function createKillingSpawner(usual: Spawner): KillingSpawner {
  let given: string[] = []
  let nth: number | undefined
  let always: string | undefined
  let killedAt: number | undefined
  const alive = new Set<number>()
  return {
    get given() {
      return given
    },
    get killedAt() {
      return killedAt
    },
    alive,
    killAt(next) {
      given = []
      nth = next
      always = undefined
      killedAt = undefined
    },
    killAlways(method) {
      always = method
    },
    async spawn(entry) {
      const spawned = await usual.spawn(entry)
      const { pid, transport } = spawned
      if (pid === undefined) return spawned
      alive.add(pid)
      transport.onClose(() => alive.delete(pid))
      return {
        ...spawned,
        transport: {
          ...transport,
          send(text) {
            const { type, method = '' } = JSON.parse(text) as { type: string; method?: string }
            const isWork = type === 'call' && !ownCalls.has(method)
            const isNth = isWork && given.push(method) - 1 === nth
            if (isNth || (isWork && method === always)) {
              // Stopped first, so that it cannot have answered.
              process.kill(pid, 'SIGSTOP')
              transport.send(text)
              killedAt = performance.now()
              process.kill(pid, 'SIGKILL')
            } else transport.send(text)
          },
        },
      }
    },
  }
}
