import { mkdir, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { isMissing } from './io-error.ts'

const headSchema = z.object({
  number: z.int().min(1),
  hash: z.string(),
  /** Set when the log was seen to have gone back behind this head. */
  lost: z.object({ number: z.int(), hash: z.string(), noticed: z.string() }).optional(),
})

type RememberedHead = z.infer<typeof headSchema>

/**
 * Remembers, outside the store, the newest entry that was seen of each log. The chain of hashes alone cannot
 * show that its last entries were cut off.
 */
export class Heads {
  readonly #folder: string
  readonly #known = new Map<string, RememberedHead | undefined>()

  constructor(stateFolder: string, storeId: string) {
    this.#folder = join(stateFolder, 'log-heads', storeId.replace(/[^a-zA-Z0-9-]/g, '_'))
  }

  /** Datasets of which a head is remembered. */
  async datasets(): Promise<string[]> {
    try {
      return (await readdir(this.#folder))
        .filter((name) => name.endsWith('.json'))
        .map((name) => name.slice(0, -5))
    } catch (error) {
      if (isMissing(error)) return []
      throw error
    }
  }

  /**
   * Compares a log with what was seen of it, and remembers the newer head. Returns a sentence when the log
   * went back; it stays until {@link accept}.
   */
  async check(
    dataset: string,
    head: { readonly number: number; readonly hash: string },
    hashAt: (number: number) => string | undefined,
  ): Promise<string | undefined> {
    const known = await this.#read(dataset)
    if (known === undefined) {
      await this.#write(dataset, head)
      return undefined
    }
    if (known.lost !== undefined) {
      const back = hashAt(known.lost.number) === known.lost.hash
      await this.#advance(dataset, back ? { number: known.number, hash: known.hash } : known, head)
      return back ? undefined : wentBack(dataset, known.lost.number, head.number)
    }
    if (hashAt(known.number) === known.hash) {
      await this.#advance(dataset, known, head)
      return undefined
    }
    const lost = { number: known.number, hash: known.hash, noticed: new Date().toISOString() }
    await this.#write(dataset, { ...head, lost })
    return wentBack(dataset, known.number, head.number)
  }

  /** Whether an entry behind this number is remembered, by this process or by another one. */
  async isAhead(dataset: string, number: number): Promise<boolean> {
    return ((await this.#read(dataset))?.number ?? 0) > number
  }

  /** Hashes of entries that were seen of a log, by their numbers: the newest, and one that was lost. */
  async seen(dataset: string): Promise<ReadonlyMap<number, string>> {
    const known = await this.#read(dataset)
    const all = known === undefined ? [] : known.lost === undefined ? [known] : [known, known.lost]
    return new Map(all.map(({ number, hash }) => [number, hash]))
  }

  /** Remembers an entry that this program has just committed. */
  async committed(dataset: string, head: { readonly number: number; readonly hash: string }): Promise<void> {
    const known = await this.#read(dataset)
    const { number, hash } = head
    await this.#write(
      dataset,
      known?.lost === undefined ? { number, hash } : { number, hash, lost: known.lost },
    )
  }

  /** What to say of a dataset whose whole log is gone; undefined when none was ever seen. */
  async missing(dataset: string): Promise<string | undefined> {
    const known = await this.#read(dataset)
    return known === undefined ? undefined : wentBack(dataset, known.lost?.number ?? known.number, 0)
  }

  /** Takes the log as it is now for the truth. */
  async accept(dataset: string, head: { readonly number: number; readonly hash: string }): Promise<void> {
    await this.#write(dataset, head)
  }

  /** Forgets a dataset that is gone for good. */
  async forget(dataset: string): Promise<void> {
    this.#known.set(dataset, undefined)
    await rm(this.#file(dataset), { force: true })
  }

  async #advance(
    dataset: string,
    known: RememberedHead,
    head: { readonly number: number; readonly hash: string },
  ): Promise<void> {
    if (known.number === head.number && known.hash === head.hash) return
    await this.#write(dataset, known.lost === undefined ? head : { ...head, lost: known.lost })
  }

  async #read(dataset: string): Promise<RememberedHead | undefined> {
    if (this.#known.has(dataset)) return this.#known.get(dataset)
    let head: RememberedHead | undefined
    try {
      const parsed = headSchema.safeParse(JSON.parse(await readFile(this.#file(dataset), 'utf8')))
      head = parsed.success ? parsed.data : undefined
    } catch {
      // Not remembered, or no longer readable: begin anew rather than stop the user.
      head = undefined
    }
    this.#known.set(dataset, head)
    return head
  }

  async #write(dataset: string, head: RememberedHead): Promise<void> {
    this.#known.set(dataset, head)
    try {
      await mkdir(this.#folder, { recursive: true })
      const unfinished = `${this.#file(dataset)}.${process.pid}.new`
      await writeFile(unfinished, JSON.stringify(head))
      await rename(unfinished, this.#file(dataset))
    } catch {
      // A memory that cannot be kept must not stop work on the store itself.
    }
  }

  #file(dataset: string): string {
    return join(this.#folder, `${dataset}.json`)
  }
}

function wentBack(dataset: string, seen: number, now: number): string {
  return `The history of ${dataset} went back: entry ${seen} was seen here before, and ${hasNow(seen, now)}.`
}

function hasNow(seen: number, now: number): string {
  if (now === 0) return 'its log is gone'
  return now < seen ? `its log ends at entry ${now} now` : 'it says something else now'
}
