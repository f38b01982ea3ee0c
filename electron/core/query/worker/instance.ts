import {
  type DuckDBConnection,
  DuckDBInstance,
  type DuckDBPreparedStatement,
  type DuckDBResultReader,
  StatementType,
} from '@duckdb/node-api'
import { join } from 'node:path'
import { FirnError } from '../../../../shared/contract/errors.ts'
import type { ResultColumn } from '../../../../shared/model/value.ts'
import { identifier, text } from '../sql-text.ts'
import { engineError } from './engine-error.ts'
import { resultColumn } from './types.ts'
import { cutRows, toJsonValue, toSignedJsonValue } from './values.ts'
import { createLane, type Lane } from './lane.ts'
import type { InstanceSpec, Lane as LaneName, ReadRows } from './worker-contract.ts'

/** How one statement runs. */
export interface StatementOptions {
  readonly parameters?: Record<string, string> | undefined
  /** Without one: `work`. */
  readonly lane?: LaneName | undefined
  /** Aborting stops this statement, whether it runs or waits for its lane, with `cancelled`. */
  readonly signal?: AbortSignal | undefined
}

export interface ReadOptions extends StatementOptions {
  readonly limit: number
  readonly longest?: number | undefined
  /** The negative zero is the text `-0.0`. */
  readonly signedZeros?: boolean | undefined
}

/** One locked-down DuckDB instance with a connection per lane. Everything it throws is a `FirnError`. */
export interface Instance {
  run(sql: string, options?: StatementOptions): Promise<{ changed: number }>
  /** At most `limit` rows; with `longest`, values of more characters are cut. */
  read(sql: string, options: ReadOptions): Promise<ReadRows>
  describe(sql: string, options?: StatementOptions): Promise<readonly ResultColumn[]>
  /** Share of the running statement that is done, in percent; undefined while unknown. */
  progress(lane: LaneName): number | undefined
  /** All rows of a SELECT in the engine's own values, for writers in this process. */
  values(sql: string, signal: AbortSignal): Promise<DuckDBResultReader>
  close(): void
}

/** Opens an instance, makes its views and then locks it: after that no setting can change. */
export async function openInstance(spec: InstanceSpec): Promise<Instance> {
  const database = await DuckDBInstance.create(
    spec.database ? join(spec.scratchFolder, 'scratch.duckdb') : ':memory:',
    {
      threads: String(spec.threads),
      memory_limit: `${Math.max(64, Math.floor(spec.memoryBytes / 1_000_000))}MB`,
      temp_directory: join(spec.scratchFolder, 'spill'),
      autoinstall_known_extensions: 'false',
      autoload_known_extensions: 'false',
      allow_community_extensions: 'false',
      allow_unsigned_extensions: 'false',
      preserve_insertion_order: 'true',
      // Else what a closed result has held stays with the process until that has more to do (1.1 GB of 1.2 GB).
      allocator_background_threads: 'true',
    },
  )
  const connection = await database.connect()
  const lanes = {
    work: createLane(connection),
    pages: createLane(await database.connect()),
    first: createLane(await database.connect()),
  }
  const statements = [
    // Given at the creation it is shown, but not obeyed (measured: 195 MB were spilled under a limit of 50).
    `SET max_temp_directory_size = '${Math.max(1, Math.floor(spec.scratchQuota / 1_000_000))}MB'`,
    `SET allow_persistent_secrets = false`,
    ...(spec.readPaths.length === 0 ? [] : [`SET allowed_paths = [${spec.readPaths.map(text).join(', ')}]`]),
    ...(spec.writeFolder === undefined ? [] : [`SET allowed_directories = [${text(spec.writeFolder)}]`]),
    `SET enable_external_access = false`,
  ]
  try {
    for (const { connection: each } of Object.values(lanes)) {
      // Settings of a connection: after the lock none of them can be made.
      await each.run(`SET TimeZone = 'UTC'`)
      await each.run('SET enable_progress_bar = true')
      await each.run('SET enable_progress_bar_print = false')
      await each.run('SET progress_bar_time = 0')
    }
    for (const statement of statements) await connection.run(statement)
    for (const view of spec.views) await makeView(connection, view)
    await connection.run(`SET lock_configuration = true`)
  } catch (error) {
    for (const each of Object.values(lanes)) each.connection.closeSync()
    database.closeSync()
    throw engineError(error, undefined)
  }
  return new LockedInstance(database, lanes, spec.writeFolder !== undefined)
}

/** Made before anything is locked, so that no text may bring a second statement with it. */
async function makeView(
  connection: DuckDBConnection,
  { name, sql }: InstanceSpec['views'][number],
): Promise<void> {
  const statement = `CREATE VIEW ${identifier(name)} AS ${sql}`
  const statements = statement.includes('\0') ? undefined : await connection.extractStatements(statement)
  if (statements?.count !== 1)
    throw new FirnError('sql-refused', `What is behind "${name}" is not one SELECT.`, { context: { sql } })
  const prepared = await statements.prepare(0)
  try {
    await prepared.run()
  } finally {
    prepared.destroySync()
  }
}

/** What an instance that only reads may do besides: work with tables of its own. */
const harmlessStatements: readonly StatementType[] = [
  ...[StatementType.SELECT, StatementType.EXPLAIN, StatementType.CREATE, StatementType.DROP],
  ...[
    StatementType.INSERT,
    StatementType.UPDATE,
    StatementType.DELETE,
    StatementType.ALTER,
    StatementType.ANALYZE,
  ],
]

function notHere(sql: string): FirnError {
  return new FirnError('sql-refused', 'This statement does not run in a process that only reads.', {
    context: { sql },
  })
}

class LockedInstance implements Instance {
  private readonly database: DuckDBInstance
  private readonly lanes: { readonly [Name in LaneName]: Lane }
  private readonly mayWrite: boolean

  constructor(database: DuckDBInstance, lanes: { readonly [Name in LaneName]: Lane }, mayWrite: boolean) {
    this.database = database
    this.lanes = lanes
    this.mayWrite = mayWrite
  }

  async run(sql: string, options: StatementOptions = {}): Promise<{ changed: number }> {
    const result = await this.attempt(sql, options, async (connection) => {
      const prepared = await this.prepared(sql, connection, harmlessStatements)
      try {
        if (options.parameters !== undefined) prepared.bind(options.parameters)
        options.signal?.throwIfAborted()
        return await prepared.run()
      } finally {
        prepared.destroySync()
      }
    })
    if (result.rowsChanged > 0) return { changed: result.rowsChanged }
    // CREATE TABLE … AS tells its count as a row only.
    const counted = result.columnNames()[0] === 'Count' ? (await result.getRowsJson())[0]?.[0] : undefined
    return { changed: Number(counted ?? 0) }
  }

  async read(sql: string, options: ReadOptions): Promise<ReadRows> {
    const { limit, parameters, signal, longest, signedZeros } = options
    const reader = await this.attempt(sql, options, async (connection) => {
      const prepared = await this.prepared(sql, connection, [StatementType.SELECT, StatementType.EXPLAIN])
      try {
        if (parameters !== undefined) prepared.bind(parameters)
        signal?.throwIfAborted()
        return await prepared.runAndReadUntil(limit + 1)
      } finally {
        prepared.destroySync()
      }
    })
    const converted = reader.convertRows(signedZeros === true ? toSignedJsonValue : toJsonValue)
    const { rows, cut } = cutRows(converted.slice(0, limit), longest)
    const columns = reader.columnNames().map((name, index) => resultColumn(name, reader.columnType(index)))
    return { columns, rows, more: converted.length > limit, cut }
  }

  async describe(sql: string, options: StatementOptions = {}): Promise<readonly ResultColumn[]> {
    return await this.attempt(sql, options, async (connection) => {
      const prepared = await connection.prepare(sql)
      try {
        if (options.parameters !== undefined) prepared.bind(options.parameters)
        return Array.from({ length: prepared.columnCount }, (_, index) =>
          resultColumn(prepared.columnName(index), prepared.columnType(index)),
        )
      } finally {
        prepared.destroySync()
      }
    })
  }

  async values(sql: string, signal: AbortSignal): Promise<DuckDBResultReader> {
    return await this.attempt(sql, { signal }, (connection) => connection.runAndReadAll(sql))
  }

  progress(lane: LaneName): number | undefined {
    const { percentage } = this.lanes[lane].connection.progress
    return percentage >= 0 ? percentage : undefined
  }

  close(): void {
    for (const { connection } of Object.values(this.lanes)) connection.closeSync()
    this.database.closeSync()
  }

  /**
   * A second wall behind the gate, for instances that only read: the engine lets a file that may be read also
   * be written (a COPY onto one was seen to go through where nothing but its mode protects it), so statements
   * that write files never reach it. EXPLAIN ANALYZE runs what it explains, so that is looked at too.
   */
  private async prepared(
    sql: string,
    connection: DuckDBConnection,
    allowed: readonly StatementType[],
  ): Promise<DuckDBPreparedStatement> {
    if (this.mayWrite) return await connection.prepare(sql)
    const statements = await connection.extractStatements(sql)
    if (statements.count !== 1) throw notHere(sql)
    const prepared = await statements.prepare(0)
    try {
      if (!allowed.includes(prepared.statementType)) throw notHere(sql)
      if (prepared.statementType === StatementType.EXPLAIN) {
        const inner = sql.replace(/^\s*EXPLAIN\s+(ANALYZE\s+)?/i, '')
        if (inner === sql) throw notHere(sql)
        const explained = await this.prepared(inner, connection, [StatementType.SELECT])
        explained.destroySync()
      }
      return prepared
    } catch (error) {
      prepared.destroySync()
      throw error
    }
  }

  private async attempt<Result>(
    sql: string,
    { lane = 'work', signal }: StatementOptions,
    action: (connection: DuckDBConnection) => Promise<Result>,
  ): Promise<Result> {
    // The engine ends a statement at a NUL byte and would run only the first part of it.
    if (sql.includes('\0'))
      throw new FirnError('sql-refused', 'The query holds a NUL character.', { context: { sql } })
    try {
      return await this.lanes[lane].run(signal, action)
    } catch (error) {
      throw engineError(error, sql)
    }
  }
}
