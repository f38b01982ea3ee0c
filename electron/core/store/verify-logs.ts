import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { VerifyFinding } from '../../../shared/contract/store.ts'
import { formatReference } from '../../../shared/model/reference.ts'
import { canonicalText } from './canonical.ts'
import type { StoreContext } from './context.ts'
import { foldLog } from './dataset-state.ts'
import { isMissing, storeFailure } from './io-error.ts'
import { entryNumber, layout } from './layout.ts'
import { type Entry, decodeEntry } from './log-entry.ts'
import { type NamedVersion, versionsOf } from './object-users.ts'
import { strangerMessage, strangersOfLog } from './strangers.ts'

export interface VerifiedLog {
  readonly entries: number
  /** Versions of which at least the entry can be read. */
  readonly versions: readonly NamedVersion[]
  readonly findings: readonly VerifyFinding[]
}

/** Reads every file of a log anew, trusting nothing that was read before. */
export async function verifyLog(ctx: StoreContext, dataset: string): Promise<VerifiedLog> {
  const folder = layout.log(ctx.root, dataset)
  let names: string[]
  try {
    names = (await readdir(folder)).toSorted()
  } catch (error) {
    // A writer died before its first entry: there is no such dataset. One that was seen before is told by
    // what is remembered outside the store.
    if (isMissing(error)) return { entries: 0, versions: [], findings: [] }
    const problem = storeFailure(error, `read the log of ${dataset}`, folder)
    return {
      entries: 0,
      versions: [],
      findings: [{ kind: 'log-unreadable', object: folder, message: problem.message, snapshots: [] }],
    }
  }
  const problems: { kind: string; number: number; message: string }[] = []
  const entries: Entry[] = []
  let expected = 1
  let before: Entry | undefined
  for (const name of names) {
    const number = entryNumber(name)
    if (number === undefined) continue
    if (number > expected) {
      const missing =
        number === expected + 1 ? `entry ${expected} is` : `entries ${expected} to ${number - 1} are`
      problems.push({
        kind: 'log-gap',
        number: expected,
        message: `In the log of ${dataset} ${missing} missing.`,
      })
      before = undefined
    }
    expected = number + 1
    let bytes: Buffer
    try {
      bytes = await ctx.disk.read(join(folder, name))
    } catch (error) {
      const { message } = storeFailure(
        error,
        `read entry ${number} in the log of ${dataset}`,
        join(folder, name),
      )
      problems.push({ kind: 'log-unreadable', number, message })
      before = undefined
      continue
    }
    const decoded = decodeEntry(bytes, dataset, number)
    if (!decoded.ok) {
      const tornTail = decoded.torn && !ctx.links && name === names.at(-1)
      if (!tornTail)
        problems.push({
          kind: 'log-damaged',
          number,
          message: `Entry ${number} in the log of ${dataset} is damaged: ${decoded.problem}.`,
        })
      before = undefined
      continue
    }
    const problem = chainProblem(decoded.entry, before, bytes)
    if (problem !== undefined)
      problems.push({
        kind: 'log-chain',
        number,
        message: `Entry ${number} in the log of ${dataset} ${problem}.`,
      })
    entries.push(decoded.entry)
    before = decoded.entry
  }
  const versions = versionsOf({ dataset, state: foldLog(entries) })
  const findings = problems.map(({ kind, number, message }) => ({
    kind,
    object: layout.entry(ctx.root, dataset, number),
    message,
    snapshots: laterThan(entries, dataset, number),
  }))
  for (const stranger of strangersOfLog(folder, names))
    findings.push({
      kind: 'unexpected-file',
      object: stranger,
      message: strangerMessage(stranger, 'an entry of a log'),
      snapshots: [],
    })
  return { entries: entries.length, versions, findings }
}

function chainProblem(entry: Entry, before: Entry | undefined, bytes: Buffer): string | undefined {
  if (entry.number === 1 && entry.previous !== null) return 'is the first and yet follows on another'
  if (before !== undefined && entry.previous !== before.hash)
    return `does not follow on entry ${before.number}`
  if (before !== undefined && Date.parse(entry.time) <= Date.parse(before.time))
    return 'is not later than the one before'
  const line = bytes.subarray(0, bytes.indexOf('\n')).toString('utf8')
  if (canonicalText(JSON.parse(line)) !== line) return 'is not written in canonical form'
  return undefined
}

/** Versions whose place in the history is no longer proven. */
function laterThan(entries: readonly Entry[], dataset: string, number: number): string[] {
  const later: string[] = []
  for (const entry of entries)
    if (entry.number >= number && entry.change.action === 'snapshot')
      later.push(formatReference(dataset, entry.change.version))
  return later
}
