import type { Row } from '../../../../shared/model/value.ts'
import type { TableColumn } from './columns.ts'
import { type ResultTable, tableOfRows } from './result-rows.ts'
import type { QuerySessions, Tenant } from './session.ts'
import { withSignal } from './waiting.ts'

/** The table of rows that a result holds: made once someone wants one, and again where its session was given up. */
export class HeldTable implements Tenant {
  readonly irreplaceable = false
  private making: Promise<ResultTable> | undefined
  private readonly controller = new AbortController()
  private readonly rows: readonly Row[]
  private readonly columns: readonly TableColumn[]
  private readonly sessions: QuerySessions
  private readonly isUsed: () => boolean

  constructor(
    rows: readonly Row[],
    columns: readonly TableColumn[],
    sessions: QuerySessions,
    isUsed: () => boolean,
  ) {
    this.rows = rows
    this.columns = columns
    this.sessions = sessions
    this.isUsed = isUsed
  }

  get busy(): boolean {
    return this.isUsed()
  }

  evicted(): void {
    this.making = undefined
  }

  async table(signal: AbortSignal): Promise<ResultTable> {
    this.making ??= this.make()
    const table = await withSignal(this.making, signal)
    table.session.touch()
    return table
  }

  /** Frees the session, also where the table is just being made. */
  async close(): Promise<void> {
    this.controller.abort()
    const table = await this.making?.catch(() => undefined)
    await table?.session.leave(this)
  }

  private make(): Promise<ResultTable> {
    const { sessions } = this
    // Several may wait for it, so none of them stops it.
    const { signal } = this.controller
    const making = tableOfRows(this.rows, this.columns, { sessions, tenant: this, signal })
    making.catch(() => {
      if (this.making === making) this.making = undefined
    })
    return making
  }
}
