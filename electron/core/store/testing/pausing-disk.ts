import type { Disk } from '../durable.ts'
import { hastyDisk } from './failing-disk.ts'

/** A disk that stops whoever uses it before one of its operations, until it may go on. */
export class PausingDisk {
  readonly disk: Disk
  /** Settles when the operation is reached at which it pauses. */
  readonly paused: Promise<void>
  #left = Number.POSITIVE_INFINITY
  #reached: () => void = () => {}
  #goOn: () => void = () => {}
  readonly #gate: Promise<void>

  constructor() {
    this.paused = new Promise((resolve) => {
      this.#reached = resolve
    })
    this.#gate = new Promise((resolve) => {
      this.#goOn = resolve
    })
    const wait = async () => {
      this.#left -= 1
      if (this.#left !== 0) return
      this.#reached()
      await this.#gate
    }
    const pausing =
      <Given extends unknown[], Result>(work: (...given: Given) => Promise<Result>) =>
      async (...given: Given): Promise<Result> => {
        await wait()
        return work(...given)
      }
    this.disk = {
      read: pausing(hastyDisk.read),
      create: pausing(hastyDisk.create),
      writeNew: pausing(hastyDisk.writeNew),
      sync: pausing(hastyDisk.sync),
      syncFolder: pausing(hastyDisk.syncFolder),
      link: pausing(hastyDisk.link),
      rename: pausing(hastyDisk.rename),
      remove: pausing(hastyDisk.remove),
      removeFolder: pausing(hastyDisk.removeFolder),
      makeFolder: pausing(hastyDisk.makeFolder),
    }
  }

  /** Pauses before the nth operation from now on. */
  pauseAt(nth: number): void {
    this.#left = nth
  }

  goOn(): void {
    this.#goOn()
  }
}
