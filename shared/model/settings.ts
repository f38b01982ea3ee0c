/** What a person allows queries, whatever store is open. What is absent is as Firn chooses by itself. */
export interface LimitSettings {
  /** Bytes of memory that one query plans with. */
  readonly memoryBytes?: number | undefined
  readonly threads?: number | undefined
  /** Folder in which queries keep what does not fit into memory. */
  readonly scratchFolder?: string | undefined
  /** Most bytes of scratch files of one query. */
  readonly scratchBytes?: number | undefined
  /** Milliseconds after which a query is stopped. */
  readonly deadlineMs?: number | undefined
  /** Whether objects of open stores are read again while nothing else runs; they are when absent. */
  readonly checksInBackground?: boolean | undefined
}

/** The settings of this machine, and what is needed to show them. */
export interface SettingsState {
  readonly chosen: LimitSettings
  /** What holds where nothing is chosen; there is no deadline then. */
  readonly usual: {
    readonly memoryBytes: number
    readonly threads: number
    readonly scratchFolder: string
    readonly scratchBytes: number
  }
  readonly bounds: {
    readonly memoryBytes: readonly [least: number, most: number]
    readonly threads: readonly [least: number, most: number]
    readonly scratchBytes: readonly [least: number, most: number]
    readonly deadlineMs: readonly [least: number, most: number]
  }
  /** Why something that was chosen does not hold: a damaged file, a folder that is gone. */
  readonly problem?: string
  /** Where Firn keeps what belongs to the person, on the machine of the engine. */
  readonly places: { readonly stateFolder: string; readonly settings: string; readonly log: string }
}
