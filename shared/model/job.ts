/** Work that takes longer than a moment: shown in the status bar, cancellable. */
export interface Job {
  readonly id: number
  /** The window that asked for it, by the number that its host gave it; absent where there is one only. */
  readonly client?: number
  readonly title: string
  readonly state: JobState
  readonly startedAt: string
  readonly progress: Progress
  /** Absent while it runs. */
  readonly endedAt?: string
  /** What came of it, when it was done. */
  readonly outcome?: JobOutcome
  /** One sentence, when it failed. */
  readonly problem?: string
  /** What to do then. */
  readonly hint?: string
  /** Nobody asked for it just now: a schedule did. */
  readonly scheduled?: true
}

export type JobState = 'running' | 'done' | 'failed' | 'cancelled'

/** What a job has done, for people. */
export interface JobOutcome {
  /** One short line. */
  readonly text: string
  /** The version that it made, `events@v3`. */
  readonly reference?: string
  /** What else should be known: warnings, findings. */
  readonly notes?: readonly string[]
}

/** A job of a store as it is remembered on this machine, also of other programs and of earlier ones. */
export interface PastJob {
  readonly id: string
  readonly title: string
  readonly state: JobState
  readonly startedAt: string
  readonly endedAt?: string
  /** The program that ran it. */
  readonly by: 'desktop' | 'served' | 'command-line'
  readonly scheduled?: true
  readonly outcome?: JobOutcome
  readonly problem?: string
  readonly hint?: string
  readonly code?: string
  /** What it said on its way. */
  readonly log: readonly JobLogLine[]
}

export interface JobLogLine {
  readonly at: string
  readonly text: string
}

/** How far a call is. `total` is absent while it is not known. */
export interface Progress {
  readonly done: number
  readonly total?: number
  readonly unit: 'bytes' | 'rows' | 'files' | 'steps' | 'percent'
  readonly text?: string
}
