/** Work that takes longer than a moment: shown in the status bar, cancellable. */
export interface Job {
  readonly id: number
  /** The window that asked for it, by the number that its host gave it; absent where there is one only. */
  readonly client?: number
  readonly title: string
  readonly state: 'running' | 'done' | 'failed' | 'cancelled'
  readonly startedAt: string
  readonly progress: Progress
  /** One sentence, when it failed. */
  readonly problem?: string
}

/** How far a call is. `total` is absent while it is not known. */
export interface Progress {
  readonly done: number
  readonly total?: number
  readonly unit: 'bytes' | 'rows' | 'files' | 'steps' | 'percent'
  readonly text?: string
}
