import { open } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import type { RepairPlan, RepairResult, RepairStep } from '../../../shared/contract/integrity.ts'
import type { VerifyFinding } from '../../../shared/contract/store.ts'
import { FirnError, toWireError } from '../../../shared/contract/errors.ts'
import type { StoreContext } from './context.ts'
import { findEntry, putEntry } from './entry-repair.ts'
import { hashFile } from './file-hash.ts'
import { storeFailure, throwIfCancelled } from './io-error.ts'
import { findSameBytes } from './same-bytes.ts'
import { StagedObjects } from './staged-objects.ts'
import { type VerifyRequest, verifyStore } from './verification.ts'

export interface RepairRequest extends VerifyRequest {
  /** Folders of other stores, in which the same bytes may lie. They are only read. */
  readonly others?: readonly string[]
  /** Whether a file outside of any store may be looked at; every one when absent. */
  readonly mayRead?: (file: string) => Promise<boolean>
}

/** What damaged objects and those that are lost are called in findings. */
const lostBytes = new Set(['object-missing', 'object-damaged', 'input-missing'])
const lostEntries = new Set(['log-gap', 'log-damaged'])

/** Each round may bring back a tree, and so the names of what else is lost. */
const mostRounds = 4

/** Looks for what is wrong, and for what of it can be mended from what this machine has. Changes nothing. */
export async function planRepair(ctx: StoreContext, request: RepairRequest = {}): Promise<RepairPlan> {
  const { findings } = await verifyStore(ctx, request)
  return planFor(ctx, findings, request)
}

/**
 * Plans, carries the plan out, and looks again, as long as that brings something back. Every step puts only bytes in
 * place whose hash is the one that the store asks for, whole and durable before they take their place; so what is
 * whole stays whole, also where this is cut off.
 */
export async function repairStore(
  ctx: StoreContext,
  staging: string,
  request: RepairRequest = {},
): Promise<RepairResult> {
  const done: RepairStep[] = []
  const failed = new Map<string, { step: RepairStep; problem: string }>()
  let { findings } = await verifyStore(ctx, request)
  for (let round = 1; round <= mostRounds; round += 1) {
    const { steps } = await planFor(ctx, findings, request)
    const untried = steps.filter(({ object }) => !failed.has(object))
    let helped = false
    for (const step of untried) {
      throwIfCancelled(request.signal)
      try {
        await carryOut(ctx, staging, step, request)
        done.push(step)
        helped = true
      } catch (error) {
        throwIfCancelled(request.signal)
        failed.set(step.object, { step, problem: toWireError(error).message })
      }
    }
    if (!helped) break
    // What was hashed and found wrong must be hashed again; the rest was looked at a moment ago.
    const suspects = new Set([...findings.map(({ object }) => object), ...(request.suspects ?? [])])
    ;({ findings } = await verifyStore(ctx, { suspects, signal: request.signal }))
  }
  return { done, failed: [...failed.values()], left: findings }
}

async function planFor(
  ctx: StoreContext,
  findings: readonly VerifyFinding[],
  { others = [], mayRead = () => Promise.resolve(true), signal, progress }: RepairRequest,
): Promise<RepairPlan> {
  let done = 0
  const onBytes = (bytes: number) => {
    done += bytes
    progress?.({ done, unit: 'bytes' })
  }
  // What no version needs is not brought back: it goes with the next collection.
  const lost = findings.filter(({ kind, snapshots }) => lostBytes.has(kind) && snapshots.length > 0)
  const found = await findSameBytes(
    ctx,
    new Set(lost.map(({ object }) => object)),
    new Set(lost.flatMap(({ snapshots }) => snapshots)),
    { others, mayRead, signal, onBytes },
  )
  const steps: RepairStep[] = []
  const left: VerifyFinding[] = []
  for (const finding of findings) {
    const step = await stepFor(ctx, finding, found, others)
    if (step === undefined) left.push(finding)
    else if (!steps.some(({ object }) => object === step.object)) steps.push(step)
  }
  return { steps, left }
}

async function stepFor(
  ctx: StoreContext,
  { kind, object, snapshots }: VerifyFinding,
  found: ReadonlyMap<string, string>,
  others: readonly string[],
): Promise<RepairStep | undefined> {
  if (kind === 'plain-path-changed')
    return {
      kind: 'plain-path',
      object,
      text: `Remove ${object}; firn path makes it again as it was.`,
      snapshots,
    }
  if (lostEntries.has(kind)) {
    const repair = await findEntry(ctx, datasetOf(object), object, others)
    if (repair === undefined) return undefined
    const { number, dataset, from } = repair
    return {
      kind: 'entry',
      object,
      text:
        from === undefined
          ? `Complete entry ${number} in the log of ${dataset}: only its hash was cut off or changed.`
          : `Put entry ${number} back into the log of ${dataset} from ${from}.`,
      ...(from === undefined ? {} : { from }),
      snapshots,
    }
  }
  const from = found.get(object)
  if (from === undefined) return undefined
  return { kind: 'object', object, text: `Put the bytes back from ${from}.`, from, snapshots }
}

async function carryOut(
  ctx: StoreContext,
  staging: string,
  step: RepairStep,
  { others = [], signal }: RepairRequest,
): Promise<void> {
  switch (step.kind) {
    case 'plain-path':
      await ctx.disk.removeFolder(step.object).catch((error: unknown) => {
        throw storeFailure(error, 'remove a plain folder', step.object)
      })
      return
    case 'entry': {
      const repair = await findEntry(ctx, datasetOf(step.object), step.object, others)
      if (repair === undefined) throw new FirnError('conflict', `${step.object} can no longer be completed.`)
      await putEntry(ctx, staging, repair)
      return
    }
    case 'object':
      await putObject(ctx, staging, step.object, step.from ?? '', signal)
      return
  }
}

/** Copies while it hashes: a file that is another one by now changes nothing. */
async function putObject(
  ctx: StoreContext,
  staging: string,
  hash: string,
  from: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  const staged = new StagedObjects(ctx, staging)
  const source = await open(from, 'r').catch((error: unknown) => {
    throw storeFailure(error, `read ${from}`, from)
  })
  try {
    const { file, handle } = await staged.create()
    let copied: { readonly sha256: string; readonly bytes: number }
    try {
      copied = await hashFile(source, handle, { signal })
      await ctx.disk.sync(handle)
    } finally {
      await handle.close()
    }
    if (copied.sha256 !== hash) {
      await staged.drop(file)
      throw new FirnError('conflict', `${from} has changed since the plan was made.`, {
        context: { file: from },
      })
    }
    await staged.keep(hash, file, copied.bytes, true)
    await staged.publish()
  } catch (error) {
    throwIfCancelled(signal)
    throw storeFailure(error, 'put an object into the store', from)
  } finally {
    await source.close()
  }
}

/** `…/datasets/<name>/log/0000000001.json`. */
function datasetOf(entryFile: string): string {
  return basename(dirname(dirname(entryFile)))
}
