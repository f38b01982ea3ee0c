import type { Transport } from '../../../shared/contract/transport.ts'

/** Programs that run in a process of their own; each has one entry file in every host. */
export type ProcessEntry = 'engine' | 'worker'

export interface SpawnedProcess {
  readonly pid: number | undefined
  /** Closes when the process dies, however it dies. */
  readonly transport: Transport
  /** Ends the process at once; it is not asked. */
  kill(): void
}

/**
 * Starts processes. The host decides how: `utilityProcess` in the desktop (only main can), a forked Node
 * everywhere else. The core never asks which.
 */
export interface Spawner {
  spawn(entry: ProcessEntry): Promise<SpawnedProcess>
}
