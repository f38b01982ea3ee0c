import type { DuckDBConnection } from '@duckdb/node-api'
import { FirnError } from '../../../../shared/contract/errors.ts'

/** The engine forgets an interrupt that comes before the statement has begun, so it is said again. */
const repeatedMs = 20

/** One connection and the statements that wait for it. */
export interface Lane {
  readonly connection: DuckDBConnection
  /**
   * Runs an action when all earlier ones are done. The engine can only interrupt a connection, not a statement;
   * because the connection never has two, aborting the signal stops this action alone.
   * Rejects with `cancelled` at once where it still waits.
   */
  run<Result>(
    signal: AbortSignal | undefined,
    action: (connection: DuckDBConnection) => Promise<Result>,
  ): Promise<Result>
}

export function createLane(connection: DuckDBConnection): Lane {
  let last: Promise<unknown> = Promise.resolve()

  async function interruptible<Result>(
    signal: AbortSignal | undefined,
    action: (connection: DuckDBConnection) => Promise<Result>,
  ): Promise<Result> {
    if (signal === undefined) return await action(connection)
    signal.throwIfAborted()
    let timer: NodeJS.Timeout | undefined
    const interrupt = () => {
      connection.interrupt()
      timer = setTimeout(interrupt, repeatedMs)
    }
    signal.addEventListener('abort', interrupt, { once: true })
    try {
      return await action(connection)
    } finally {
      clearTimeout(timer)
      signal.removeEventListener('abort', interrupt)
    }
  }

  return {
    connection,
    async run(signal, action) {
      signal?.throwIfAborted()
      let waits = true
      const turn = last.then(() => {
        waits = false
        return interruptible(signal, action)
      })
      last = turn.catch(() => {})
      if (signal === undefined) return await turn
      return await new Promise((resolve, reject) => {
        const stop = () => {
          if (waits) reject(new FirnError('cancelled', 'Cancelled.'))
        }
        signal.addEventListener('abort', stop, { once: true })
        turn.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop))
      })
    },
  }
}
