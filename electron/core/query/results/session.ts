import type { CallOptions } from '../../../../shared/contract/caller.ts'
import type { FirnError } from '../../../../shared/contract/errors.ts'
import { type QueryLimits, scratchQuota } from '../limits.ts'
import type { PreparedQuery } from '../prepare.ts'
import type { Worker, Workers } from '../workers.ts'
import type { InstanceSpec } from '../worker/worker-contract.ts'

/** Something that lives in a session and is told when the session ends without being asked to. */
export interface Tenant {
  readonly busy: boolean
  /** Its rows could not be computed again, so its session is the last one to be given up. */
  readonly irreplaceable: boolean
  /** Its rows are gone: the session was given up for others (no error), or its worker died. */
  evicted(error: FirnError | undefined): void
}

/** A worker process with one open instance, shared by a result and the views of it. */
export interface QuerySession {
  readonly worker: Worker
  readonly alive: boolean
  /** A table name that no one in this session has. */
  nextTable(): string
  open(prepared: Pick<PreparedQuery, 'views' | 'readPaths'>, options: CallOptions): Promise<void>
  enter(tenant: Tenant): void
  /** The last one to leave gives the worker back. */
  leave(tenant: Tenant): Promise<void>
  touch(): void
}

export interface QuerySessions {
  /** Leases a worker; where all places are taken, the session used longest ago gives its place up. */
  lease(): Promise<QuerySession>
  readonly live: number
  closeAll(): Promise<void>
}

export function createSessions(workers: Workers, limits: QueryLimits): QuerySessions {
  /** In the order of their last use. */
  const sessions = new Set<LeasedSession>()

  async function makeRoom(): Promise<void> {
    if (sessions.size < limits.liveResults) return
    const idle = [...sessions].filter((session) => !session.busy)
    const oldest = idle.find((session) => !session.irreplaceable) ?? idle[0]
    // Where all of them work, one more is better than a wait without an end.
    if (oldest !== undefined) await oldest.giveUp(undefined)
  }

  return {
    async lease() {
      await makeRoom()
      const worker = await workers.lease('interactive', () => limits.deadlineMs)
      const session = new LeasedSession(worker, limits, {
        ended: () => sessions.delete(session),
        used: () => {
          if (!sessions.delete(session)) return
          sessions.add(session)
        },
      })
      sessions.add(session)
      return session
    },
    get live() {
      return sessions.size
    },
    async closeAll() {
      await Promise.allSettled([...sessions].map((session) => session.giveUp(undefined)))
    },
  }
}

class LeasedSession implements QuerySession {
  readonly worker: Worker
  private readonly limits: QueryLimits
  private readonly tenants = new Set<Tenant>()
  private readonly listener: { ended(): void; used(): void }
  private tables = 0

  constructor(worker: Worker, limits: QueryLimits, listener: { ended(): void; used(): void }) {
    this.worker = worker
    this.limits = limits
    this.listener = listener
    worker.onDeath((error) => {
      void this.giveUp(error)
    })
  }

  get alive(): boolean {
    return this.worker.alive
  }

  get busy(): boolean {
    return this.tenants.size === 0 || [...this.tenants].some((tenant) => tenant.busy)
  }

  get irreplaceable(): boolean {
    return [...this.tenants].some((tenant) => tenant.irreplaceable)
  }

  nextTable(): string {
    this.tables += 1
    return `result ${this.tables}`
  }

  async open(prepared: Pick<PreparedQuery, 'views' | 'readPaths'>, options: CallOptions): Promise<void> {
    const { worker, limits } = this
    await worker.call('instance.open', await readerSpec(prepared, limits, worker.scratchFolder), options)
  }

  enter(tenant: Tenant): void {
    this.tenants.add(tenant)
  }

  async leave(tenant: Tenant): Promise<void> {
    this.tenants.delete(tenant)
    if (this.tenants.size === 0) await this.giveUp(undefined)
  }

  touch(): void {
    this.listener.used()
  }

  async giveUp(error: FirnError | undefined): Promise<void> {
    this.listener.ended()
    const tenants = [...this.tenants]
    this.tenants.clear()
    for (const tenant of tenants) tenant.evicted(error)
    await this.worker.release()
  }
}

/** What an instance that only reads may do: exactly the files of the query, and its scratch folder. */
export async function readerSpec(
  { views, readPaths }: Pick<PreparedQuery, 'views' | 'readPaths'>,
  limits: QueryLimits,
  scratchFolder: string,
): Promise<InstanceSpec> {
  return {
    readPaths: [...readPaths],
    views: [...views],
    scratchFolder,
    scratchQuota: await scratchQuota(limits, scratchFolder),
    database: false,
    memoryBytes: limits.memoryBytes,
    threads: limits.threads,
  }
}
