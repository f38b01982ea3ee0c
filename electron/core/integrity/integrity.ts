import { existsSync } from 'node:fs'
import type { Check, IntegrityState, RepairPlan, RepairResult } from '../../../shared/contract/integrity.ts'
import type { CallContext } from '../../../shared/contract/responder.ts'
import type { VerifyFinding, VerifyResult } from '../../../shared/contract/store.ts'
import { layout } from '../store/layout.ts'
import type { Store } from '../store/store.ts'
import { type BackgroundWork, startBackgroundCheck } from './background-check.ts'
import { type CheckRecord, readRecord, recordFile, writeRecord } from './check-record.ts'

export interface Depth {
  /** Hashes every byte. */
  readonly data: boolean
}

export interface Mending extends Depth {
  /** Whether a file outside of any store may be looked at for lost bytes. */
  readonly mayRead: (file: string) => Promise<boolean>
}

/** What is known of one store's integrity, kept up to date by all that looks at it. */
export interface Integrity {
  state(): Promise<IntegrityState>
  /** Checks the store; what was found wrong before is hashed again, however deep the check is. */
  verify(depth: Depth, context: CallContext): Promise<VerifyResult>
  plan(how: Mending, context: CallContext): Promise<RepairPlan>
  repair(how: Mending, context: CallContext): Promise<RepairResult>
  close(): Promise<void>
}

export function createIntegrity(options: {
  store: Store
  stateFolder: string
  /** Stores of this machine; a copy of this one may have what it lost. */
  knownStores: () => Promise<readonly string[]>
  /** Absent: objects are not read again in the background here. */
  background?: Pick<BackgroundWork, 'isOn' | 'isBusy' | 'wait'> | undefined
  /** Told when more is known than before. */
  changed: () => void
}): Integrity {
  const { store, stateFolder, knownStores, background, changed } = options
  const file = recordFile(stateFolder, store.id, store.path)
  let last: Promise<unknown> = Promise.resolve()

  function change(make: (record: CheckRecord) => CheckRecord): Promise<void> {
    const writing = last.then(async () => await writeRecord(file, make(await readRecord(file))))
    last = writing.catch(() => {})
    return writing.then(changed)
  }

  async function note(result: VerifyResult): Promise<void> {
    const check: Check = { at: new Date().toISOString(), ...result }
    await change((record) => ({
      ...record,
      checked: check,
      found: [],
      ...(result.checked['data'] === true ? { checkedData: check } : {}),
    }))
  }

  async function suspects(): Promise<ReadonlySet<string>> {
    return new Set(knownFindings(await readRecord(file)).map(({ object }) => object))
  }

  async function repairOptions({ data, mayRead }: Mending, { signal, progress }: CallContext) {
    const others = (await knownStores()).filter((path) => path !== store.path)
    return {
      data,
      suspects: await suspects(),
      others: others.filter((path) => existsSync(path)),
      mayRead,
      signal,
      progress,
    }
  }

  const running =
    background === undefined || store.readOnly !== undefined
      ? undefined
      : startBackgroundCheck({
          store,
          ...background,
          found: (finding) => change((record) => ({ ...record, found: withFinding(record.found, finding) })),
          completed: () => change((record) => ({ ...record, completeAt: new Date().toISOString() })),
        })

  return {
    async state() {
      const record = await readRecord(file)
      const { checked, checkedData, completeAt } = record
      const round = running?.round()
      const problem =
        store.readOnly === undefined
          ? undefined
          : 'The store can only be read, so proofs cannot be kept in it.'
      return {
        ...(checked === undefined ? {} : { checked }),
        ...(checkedData === undefined ? {} : { checkedData }),
        findings: [...(await wentBack(store)), ...knownFindings(record)],
        background: {
          on: background?.isOn() ?? false,
          ...(problem === undefined ? {} : { problem }),
          ...(completeAt === undefined ? {} : { completeAt }),
          ...(round === undefined ? {} : { round }),
        },
      }
    },
    async verify({ data }, { signal, progress }) {
      const result = await store.verify({ data, suspects: await suspects(), signal, progress })
      await note(result)
      return result
    },
    plan: async (how, context) => await store.planRepair(await repairOptions(how, context)),
    async repair(how, context) {
      const result = await store.repair(await repairOptions(how, context))
      // What cannot be read was looked at last; a check of the structure says what is so now.
      await note(
        await store.verify({
          suspects: new Set(result.left.map(({ object }) => object)),
          signal: context.signal,
        }),
      )
      return result
    },
    async close() {
      await running?.stop()
      await last
    },
  }
}

/** Of the newest check and since; what the logs say is asked of them each time. */
function knownFindings({ checked, found }: CheckRecord): VerifyFinding[] {
  const known = (checked?.findings ?? []).filter(({ kind }) => kind !== 'log-went-back')
  return found.reduce<VerifyFinding[]>(withFinding, known)
}

function withFinding(findings: readonly VerifyFinding[], finding: VerifyFinding): VerifyFinding[] {
  return [...findings.filter(({ object }) => object !== finding.object), finding]
}

async function wentBack(store: Store): Promise<VerifyFinding[]> {
  return (await store.datasets()).flatMap(({ name, problem, wentBack: back }) =>
    back === true && problem !== undefined
      ? [{ kind: 'log-went-back', object: layout.log(store.path, name), message: problem, snapshots: [] }]
      : [],
  )
}
