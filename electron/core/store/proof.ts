import { createHash } from 'node:crypto'
import { appendFile, mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ObjectFile } from './objects.ts'

/** How long a proof holds unless the store is opened with another age: 7 days. */
export const proofAge = 7 * 24 * 60 * 60 * 1000

/** A file that changed this shortly before it was hashed may change again without its times showing it. */
export const settlingTime = 2_000

/**
 * How the bytes came to be known. `written`: by this program, from a private file, acknowledged only after
 * the file system's clock had moved on, so that any later change shows in ctime. `read`: hashed in place.
 */
export type ProofOrigin = 'written' | 'read'

/** Fits no file: there is no inode 0. It takes the place of a proof that did not hold. */
const disproved = '0 0 0 0 0'

interface Shelf {
  /** What the file looked like, and when it was proven, as it stands in the file: compact for many. */
  readonly proofs: Map<string, string>
  /** Length of the file when it was read, to notice what other processes add. */
  length: number
  pending: string[]
}

/**
 * Remembers which objects were hashed on this machine, and what their files looked like then. Kept in
 * `cache/proofs/`, one growing text file per first two digits: losing it costs only time.
 */
export class Proofs {
  readonly #folder: string
  readonly #clock: () => number
  readonly #age: number
  readonly #isKept: boolean
  readonly #shelves = new Map<string, Promise<Shelf>>()

  /** Nothing is written where `isKept` is false: what is noted is known until the process ends. */
  constructor(cacheFolder: string, machine: string, clock: () => number, age = proofAge, isKept = true) {
    const key = createHash('sha256').update(machine).digest('hex').slice(0, 16)
    this.#folder = join(cacheFolder, key)
    this.#clock = clock
    this.#age = age
    this.#isKept = isKept
  }

  /** Whether the object's file is still the one whose bytes were hashed, and not too long ago. */
  async holds(sha256: string, file: ObjectFile): Promise<boolean> {
    const at = await this.provenAt(sha256, file)
    if (at === undefined) return false
    const age = this.#clock() - at
    return age < this.#age && age > -60_000
  }

  /** As {@link holds}, however long ago it was: good enough to keep what one would otherwise write anew. */
  async heldOnce(sha256: string, file: ObjectFile): Promise<boolean> {
    return (await this.provenAt(sha256, file)) !== undefined
  }

  /** When the object was last proven, if its file has not changed since; for renewing the oldest first. */
  async provenAt(sha256: string, file: ObjectFile): Promise<number | undefined> {
    const shelf = await this.#shelf(sha256)
    const proof = shelf.proofs.get(sha256) ?? (await this.#lookAgain(sha256, shelf))
    const looks = looksOf(file)
    return proof?.startsWith(looks) === true ? Number(proof.slice(looks.length)) : undefined
  }

  /**
   * Notes that the bytes of this file are those of its name. Nothing is noted for a file that changed within
   * the last 2 s (`hashedAt`: real time when the hashing began), except one that this program wrote itself
   * on a file system that keeps parts of seconds.
   */
  async note(sha256: string, file: ObjectFile, origin: ProofOrigin, hashedAt: number): Promise<void> {
    const changed = Number((file.mtimeNs > file.ctimeNs ? file.mtimeNs : file.ctimeNs) / 1_000_000n)
    const fine = file.ctimeNs % 1_000_000_000n !== 0n
    if (!(origin === 'written' && fine) && hashedAt - changed < settlingTime) return
    const proof = looksOf(file) + String(this.#clock())
    const shelf = await this.#shelf(sha256)
    shelf.proofs.set(sha256, proof)
    shelf.pending.push(`${sha256} ${proof}\n`)
  }

  /** The bytes turned out to be others: whatever the file looks like, it must be hashed or written again. */
  async forget(sha256: string): Promise<void> {
    const shelf = await this.#shelf(sha256)
    shelf.proofs.set(sha256, disproved)
    shelf.pending.push(`${sha256} ${disproved}\n`)
  }

  /** Writes what was noted since the last time. A cache that cannot be written is no failure. */
  async flush(): Promise<void> {
    if (!this.#isKept) return
    for (const [prefix, coming] of this.#shelves) {
      const shelf = await coming
      if (shelf.pending.length === 0) continue
      const text = shelf.pending.join('')
      shelf.pending = []
      try {
        await mkdir(this.#folder, { recursive: true })
        await appendFile(this.#file(prefix), text)
        shelf.length += Buffer.byteLength(text)
      } catch {
        return
      }
    }
  }

  /** Another process may have proven it meanwhile. */
  async #lookAgain(sha256: string, shelf: Shelf): Promise<string | undefined> {
    const prefix = sha256.slice(0, 2)
    const length = await lengthOf(this.#file(prefix))
    if (length === shelf.length) return undefined
    const fresh = await this.#load(prefix)
    for (const [name, proof] of fresh.proofs) if (!shelf.proofs.has(name)) shelf.proofs.set(name, proof)
    shelf.length = length
    return shelf.proofs.get(sha256)
  }

  #shelf(sha256: string): Promise<Shelf> {
    const prefix = sha256.slice(0, 2)
    const known = this.#shelves.get(prefix)
    if (known !== undefined) return known
    const coming = this.#load(prefix)
    this.#shelves.set(prefix, coming)
    return coming
  }

  async #load(prefix: string): Promise<Shelf> {
    const proofs = new Map<string, string>()
    let text = ''
    try {
      text = await readFile(this.#file(prefix), 'utf8')
    } catch {
      return { proofs, length: 0, pending: [] }
    }
    const lines = text.split('\n')
    for (const line of lines) {
      const match = /^([0-9a-f]{64}) (\d+ -?\d+ -?\d+ \d+ \d+)$/.exec(line)
      if (match?.[1] !== undefined && match[2] !== undefined) proofs.set(match[1], match[2])
    }
    let length = Buffer.byteLength(text)
    if (lines.length > 2 * proofs.size + 1_000) length = await this.#compact(prefix, proofs, length)
    return { proofs, length, pending: [] }
  }

  async #compact(prefix: string, proofs: ReadonlyMap<string, string>, length: number): Promise<number> {
    const lines = [...proofs].map(([name, proof]) => `${name} ${proof}\n`)
    const text = lines.join('')
    try {
      const unfinished = `${this.#file(prefix)}.${process.pid}.new`
      await writeFile(unfinished, text)
      await rename(unfinished, this.#file(prefix))
      return Buffer.byteLength(text)
    } catch {
      return length
    }
  }

  #file(prefix: string): string {
    return join(this.#folder, prefix)
  }
}

/** Size, times and inode as text, with a space at the end. */
function looksOf({ size, mtimeNs, ctimeNs, ino }: ObjectFile): string {
  return `${size} ${mtimeNs} ${ctimeNs} ${ino} `
}

async function lengthOf(file: string): Promise<number> {
  try {
    return (await stat(file)).size
  } catch {
    return 0
  }
}
