// The peer: plain DuckDB in this process, with its own defaults.

import { DuckDBInstance } from '@duckdb/node-api'

/**
 * Opens an in-memory instance, hands it to the action and closes it.
 * @template Result
 * @param {(connection: import('./context.ts').Connection) => Promise<Result>} action
 */
export async function withDuckDB(action) {
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  await connection.run(`SET TimeZone = 'UTC'`)
  try {
    return await action(connection)
  } finally {
    connection.closeSync()
    instance.closeSync()
  }
}

/**
 * All rows of a query as JSON values.
 * @param {import('./context.ts').Connection} connection
 * @param {string} sql
 * @returns {Promise<import('./context.ts').Rows>}
 */
export async function rowsOf(connection, sql) {
  const reader = await connection.runAndReadAll(sql)
  return reader.getRowsJson()
}
