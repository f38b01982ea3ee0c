import type { Progress } from '../../../shared/model/job.ts'

/** Turns the progress of single statements and parsers into bytes of all tables; it never goes back. */
export class TableProgress {
  private readonly total: number
  private readonly tell: ((progress: Progress) => void) | undefined
  private finished = 0
  private current = 0
  private share = 0
  private name = ''

  constructor(total: number, tell: ((progress: Progress) => void) | undefined) {
    this.total = total
    this.tell = tell
  }

  begin(bytes: number, name: string): void {
    this.current = bytes
    this.share = 0
    this.name = name
    this.report()
  }

  /** Progress of a part of the work on the current table. */
  within({ done, total }: Progress): void {
    if (total === undefined || total <= 0) return
    this.share = Math.max(this.share, Math.min(1, done / total))
    this.report()
  }

  end(): void {
    this.finished += this.current
    this.current = 0
    this.report()
  }

  private report(): void {
    const done = Math.min(this.total, Math.round(this.finished + this.current * this.share))
    this.tell?.({ done, total: this.total, unit: 'bytes', text: `Reading ${this.name}` })
  }
}
