import { open, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { sha256 } from '../store/canonical.ts'
import { realDisk } from '../store/durable.ts'
import { hashPath } from '../store/file-hash.ts'
import { throwIfCancelled } from '../store/io-error.ts'
import type { Proofs } from '../store/proof.ts'

const sealName = 'seal.json'

const sealSchema = z.object({
  files: z.array(z.object({ name: z.string(), bytes: z.int(), sha256: z.string() })),
})
type SealedFile = z.infer<typeof sealSchema>['files'][number]

/**
 * Writes down size and hash of every file in a folder, and makes all of it durable: so {@link isWhole} can tell
 * later whether the folder is still what was made. `name` is what the folder will be called.
 */
export async function sealFolder(
  folder: string,
  name: string,
  proofs: Proofs,
  signal: AbortSignal | undefined,
): Promise<void> {
  const files: SealedFile[] = []
  for (const file of (await readdir(folder)).toSorted()) {
    const path = join(folder, file)
    await syncFile(path)
    const hashedAt = Date.now()
    const looks = await looksOf(path)
    const hashed = await hashPath(path, { signal })
    files.push({ name: file, ...hashed })
    await proofs.note(proofName(name, file, hashed.sha256), looks, 'written', hashedAt)
  }
  const text = JSON.stringify({ files } satisfies z.infer<typeof sealSchema>)
  await writeFile(join(folder, sealName), `${text}\n${sha256(text)}\n`)
  await syncFile(join(folder, sealName))
  await realDisk.syncFolder(folder)
  await proofs.flush()
}

/**
 * Whether a sealed folder holds the files that it was sealed with, byte by byte. A file is hashed again when
 * there is no proof of it. No, where it cannot be read. Throws `cancelled`.
 */
export async function isWhole(
  folder: string,
  name: string,
  proofs: Proofs,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  try {
    const files = await sealedFiles(folder)
    if (files === undefined) return false
    for (const file of files) if (!(await isProven(folder, name, file, proofs, signal))) return false
  } catch {
    throwIfCancelled(signal)
    return false
  }
  await proofs.flush()
  return true
}

async function isProven(
  folder: string,
  name: string,
  file: SealedFile,
  proofs: Proofs,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const path = join(folder, file.name)
  const looks = await looksOf(path)
  if (looks.size !== file.bytes) return false
  const proof = proofName(name, file.name, file.sha256)
  if (await proofs.holds(proof, looks)) return true
  const hashedAt = Date.now()
  if ((await hashPath(path, { signal })).sha256 !== file.sha256) return false
  await proofs.note(proof, looks, 'read', hashedAt)
  return true
}

/** Undefined where there is no seal or a damaged one. */
async function sealedFiles(folder: string): Promise<readonly SealedFile[] | undefined> {
  const [text = '', hash] = (await readFile(join(folder, sealName), 'utf8')).split('\n')
  return sha256(text) === hash ? sealSchema.parse(JSON.parse(text)).files : undefined
}

/** Proofs are found by a hash: of one file of one folder, for the same bytes may lie in several. */
function proofName(folder: string, file: string, hash: string): string {
  return sha256(`${folder}/${file} ${hash}`)
}

async function looksOf(path: string) {
  const { size, mtimeNs, ctimeNs, ino } = await stat(path, { bigint: true })
  return { size: Number(size), mtimeNs, ctimeNs, ino }
}

async function syncFile(path: string): Promise<void> {
  const file = await open(path, 'r+')
  try {
    await realDisk.sync(file)
  } finally {
    await file.close()
  }
}
