import type { RepairResult } from '../../../shared/contract/integrity.ts'
import type { Checkout, CollectResult, SnapshotResult, VerifyResult } from '../../../shared/contract/store.ts'
import type { JobOutcome } from '../../../shared/model/job.ts'
import { sizeText } from '../../../shared/model/size-text.ts'

/** Findings that are told with a job; `verify` itself tells all. */
const mostNotes = 20

/** `events@v4: 3 files, 1.2 MB new`. */
export function takenOutcome(result: SnapshotResult): JobOutcome {
  const { dataset, version, changed, files, newBytes, warnings } = result
  const reference = `${dataset}@v${version}`
  return {
    text: changed
      ? `${reference}: ${counted(files, 'file')}, ${sizeText(newBytes)} new`
      : `Nothing is new: ${reference} holds the same data`,
    reference,
    ...(warnings.length === 0 ? {} : { notes: warnings }),
  }
}

/** `Nothing wrong`, or how much was found. */
export function verifiedOutcome({ findings }: VerifyResult): JobOutcome {
  if (findings.length === 0) return { text: 'Nothing wrong' }
  return {
    text: counted(findings.length, 'finding'),
    notes: findings.slice(0, mostNotes).map(({ message }) => message),
  }
}

/** How many steps were taken, and what could not be mended. */
export function repairedOutcome({ done, failed, left }: RepairResult): JobOutcome {
  const text = `${counted(done.length, 'step')} done, ${counted(left.length, 'finding')} left`
  const notes = [...failed.map(({ problem }) => problem), ...left.map(({ message }) => message)]
  return { text, ...(notes.length === 0 ? {} : { notes: notes.slice(0, mostNotes) }) }
}

/** What was freed, and what has to wait. */
export function collectedOutcome({ objects, freedBytes, waiting }: CollectResult): JobOutcome {
  return { text: `Freed ${sizeText(freedBytes)} of ${counted(objects, 'object')}; ${waiting} wait a day` }
}

/** Where the files are now. */
export function checkedOutOutcome({ reference, folder, files }: Checkout): JobOutcome {
  return { text: `${counted(files, 'file')} in ${folder}`, reference }
}

/** A version that was made of others. */
export function madeOutcome(made: {
  readonly dataset: string
  readonly version: number
  readonly changed?: boolean
}): JobOutcome {
  const reference = `${made.dataset}@v${made.version}`
  return {
    text: made.changed === false ? `Nothing is new: ${reference} holds the same` : reference,
    reference,
  }
}

function counted(count: number, one: string): string {
  return `${count} ${count === 1 ? one : `${one}s`}`
}
