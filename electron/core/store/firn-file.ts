import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { z } from 'zod'
import { FirnError } from '../../../shared/contract/errors.ts'
import { canonicalText } from './canonical.ts'
import type { Disk } from './durable.ts'
import { isMissing, storeFailure } from './io-error.ts'
import { layout } from './layout.ts'

/** The format this program writes. */
export const storeFormat = 1

/** Features that a store may ask for and this program knows. */
const knownFeatures: ReadonlySet<string> = new Set(['chunks', 'partitions'])

const featureSchema = z.union([z.string(), z.looseObject({ name: z.string(), mandatory: z.boolean() })])
const firnSchema = z.looseObject({
  format: z.int().min(1),
  id: z.string().min(1),
  features: z.array(featureSchema).default([]),
})

/** What `firn.json` says. A feature given as plain text is mandatory. */
export interface FirnFile {
  readonly format: number
  readonly id: string
  readonly features: readonly { readonly name: string; readonly mandatory: boolean }[]
}

export function firnFileText(id: string): string {
  return `${canonicalText({ format: storeFormat, id, features: [] })}\n`
}

/** Reads `firn.json`. Undefined when it is not there; throws `store-damaged` when it makes no sense. */
export async function readFirnFile(disk: Disk, root: string): Promise<FirnFile | undefined> {
  const file = layout.firnFile(root)
  let text: string
  try {
    text = (await disk.read(file)).toString('utf8')
  } catch (error) {
    if (isMissing(error)) return undefined
    throw storeFailure(error, 'read the store', file)
  }
  const parsed = firnSchema.safeParse(jsonOrNothing(text))
  if (!parsed.success) {
    throw new FirnError('store-damaged', `${file} is damaged: it does not say which format the store has.`, {
      hint: 'Copy firn.json from a backup or from the original of this store. Nothing was changed.',
      context: { file },
    })
  }
  const { format, id, features } = parsed.data
  return {
    format,
    id,
    features: features.map((feature) =>
      typeof feature === 'string' ? { name: feature, mandatory: true } : feature,
    ),
  }
}

/**
 * Notes in `firn.json` that the store needs a feature, so that programs that do not know it only read. Durable when
 * it returns. `staging` is a folder of the writer. Throws what the disk throws.
 */
export async function requireFeature(disk: Disk, root: string, staging: string, name: string): Promise<void> {
  const file = layout.firnFile(root)
  const text = (await disk.read(file)).toString('utf8')
  const said = firnSchema.parse(JSON.parse(text))
  const known = said.features.some(
    (feature) => (typeof feature === 'string' ? feature : feature.name) === name,
  )
  if (known) return
  const next = { ...said, features: [...said.features, { name, mandatory: true }] }
  const unfinished = join(staging, `firn-${randomUUID()}.json`)
  try {
    await disk.writeNew(unfinished, Buffer.from(`${canonicalText(next)}\n`), 0o644)
    await disk.rename(unfinished, file)
  } catch (error) {
    await disk.remove(unfinished).catch(() => {})
    throw error
  }
  await disk.syncFolder(root)
}

/** Why this program must not write into the store, or undefined when it may. */
export function newerThanThisProgram(firn: FirnFile): string | undefined {
  if (firn.format > storeFormat)
    return `The store has format ${firn.format}; this program writes format ${storeFormat}. It can be read only.`
  const unknown = firn.features.filter((feature) => feature.mandatory && !knownFeatures.has(feature.name))
  if (unknown.length === 0) return undefined
  const names = unknown.map((feature) => feature.name).join(', ')
  return `The store uses ${names}, which this program does not know. It can be read only.`
}

function jsonOrNothing(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
