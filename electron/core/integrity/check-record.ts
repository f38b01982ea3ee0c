import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import type { Check } from '../../../shared/contract/integrity.ts'
import type { VerifyFinding } from '../../../shared/contract/store.ts'
import { writeStateFile } from '../state/state-file.ts'

/** When a store was checked on this machine, and what was found. Lies outside the store, as its heads do. */
export interface CheckRecord {
  readonly checked?: Check | undefined
  readonly checkedData?: Check | undefined
  /** What was found in the background since the newest check. */
  readonly found: readonly VerifyFinding[]
  readonly completeAt?: string | undefined
}

/** Of a store that is quite broken, its first findings tell enough. */
const mostFindings = 1000

const finding = z.object({
  kind: z.string(),
  object: z.string(),
  message: z.string(),
  snapshots: z.array(z.string()),
})
const check = z.object({
  at: z.iso.datetime(),
  ok: z.boolean(),
  checked: z.record(z.string(), z.union([z.number(), z.boolean()])),
  findings: z.array(finding),
})
const recordSchema = z.object({
  checked: check.optional(),
  checkedData: check.optional(),
  found: z.array(finding),
  completeAt: z.iso.datetime().optional(),
})

/** The file of one store: of its copies each has one, because each can be damaged for itself. */
export function recordFile(stateFolder: string, storeId: string, path: string): string {
  const place = createHash('sha256').update(path).digest('hex').slice(0, 16)
  return join(stateFolder, 'checks', `${storeId.replace(/[^a-zA-Z0-9-]/g, '_')}-${place}.json`)
}

/** What is remembered; nothing, where that cannot be read: then the store counts as never checked. */
export async function readRecord(file: string): Promise<CheckRecord> {
  try {
    return recordSchema.parse(JSON.parse(await readFile(file, 'utf8')))
  } catch {
    return { found: [] }
  }
}

/** A memory that cannot be kept stops no check. */
export async function writeRecord(file: string, record: CheckRecord): Promise<void> {
  const short = (one: Check | undefined) =>
    one === undefined ? undefined : { ...one, findings: one.findings.slice(0, mostFindings) }
  await writeStateFile(file, {
    ...record,
    checked: short(record.checked),
    checkedData: short(record.checkedData),
    found: record.found.slice(0, mostFindings),
  }).catch(() => {})
}
