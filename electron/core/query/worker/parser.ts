import type { DuckDBInstance } from '@duckdb/node-api'
import { characterOfCodePoint } from '../sql-text.ts'
import type { ParsedSql } from './worker-contract.ts'

interface Serialized {
  readonly error: boolean
  readonly error_type?: string
  readonly error_message?: string
  readonly position?: string
  readonly statements?: readonly unknown[]
}

/**
 * Makes a function that parses scripts with the engine's own parser. It only parses: nothing is bound, opened
 * or run, so it needs no lock.
 */
export async function createParser(database: DuckDBInstance): Promise<(sql: string) => Promise<ParsedSql>> {
  const connection = await database.connect()
  return async (sql) => {
    if (sql.includes('\0'))
      return {
        ok: false,
        kind: 'other',
        message: 'The query holds a NUL character.',
        position: sql.indexOf('\0'),
      }
    const reader = await connection.runAndReadAll(
      'SELECT json_serialize_sql($sql::VARCHAR, skip_default := true, skip_empty := true, skip_null := true)',
      { sql },
    )
    const serialized = JSON.parse(String(reader.getRows()[0]?.[0])) as Serialized
    if (!serialized.error) return { ok: true, statements: serialized.statements ?? [] }
    const message = serialized.error_message ?? 'The query cannot be read.'
    if (serialized.error_type === 'not implemented') return { ok: false, kind: 'not-select', message }
    const position =
      serialized.position === undefined ? undefined : characterOfCodePoint(sql, Number(serialized.position))
    return { ok: false, kind: 'syntax', message, ...(position === undefined ? {} : { position }) }
  }
}
