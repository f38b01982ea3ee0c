// What a store is meant to do, as plain values: no files, no hashes, no processes. The model-based test gives the
// same steps to a real store and to this, and compares every answer.

import type { KeepRules } from '../../../../shared/model/retention.ts'

/** Files of each source that a snapshot may be taken of, by path. Some share files, one is empty. */
export const sources: readonly { readonly [path: string]: string }[] = [
  { 'a.csv': 'a\n1\n' },
  { 'a.csv': 'a\n2\n' },
  { 'a.csv': 'a\n1\n', 'below/b.csv': 'a\n2\n' },
  { 'a.csv': '' },
  { 'c.csv': 'a\n1\n' },
]

export type Origin = {
  readonly id: string
  /** Its recipe names just this version, and so keeps it. */
  readonly pinned: boolean
}

export interface ModelVersion {
  readonly version: number
  readonly id: string
  readonly source: number
  readonly origin: Origin | undefined
  readonly restored: number | undefined
  /** Milliseconds since 1970, as the store's log says. */
  readonly time: number
  expired: boolean
}

export interface ModelDataset {
  readonly name: string
  readonly training: boolean
  readonly versions: ModelVersion[]
  readonly tags: Map<string, number>
  keep: KeepRules | undefined
}

/** What the store is to answer: a value, or the code of an error. */
export type Answer = { readonly value: unknown } | { readonly error: string }

const grace = 24 * 60 * 60 * 1000

/** An in-memory store. Ids and times are the only things that it takes over from the real one. */
export class Model {
  readonly datasets = new Map<string, ModelDataset>()
  /** When each thing that is stored was first seen unreferenced by a collection. */
  #unreferenced = new Map<string, number>()
  readonly #gone = new Set<string>()

  newest(dataset: string): ModelVersion | undefined {
    return this.datasets.get(dataset)?.versions.findLast(({ expired }) => !expired)
  }

  present(dataset: string, version: number): ModelVersion | undefined {
    return this.datasets.get(dataset)?.versions.find((one) => one.version === version && !one.expired)
  }

  /** Whether a snapshot of this would be the newest version again. */
  isNewest(dataset: string, source: number, origin: Origin | undefined): boolean {
    const newest = this.newest(dataset)
    return newest?.source === source && newest.origin?.id === origin?.id
  }

  commit(dataset: string, training: boolean, version: ModelVersion): void {
    const known = this.datasets.get(dataset)
    if (known === undefined)
      this.datasets.set(dataset, {
        name: dataset,
        training,
        versions: [version],
        tags: new Map(),
        keep: undefined,
      })
    else known.versions.push(version)
    for (const key of keysOf(version)) {
      this.#gone.delete(key)
      this.#unreferenced.delete(key)
    }
    this.#referAgain(version.origin?.id)
  }

  /** What a restored version came from is needed again, too. */
  #referAgain(id: string | undefined): void {
    const input = id === undefined ? undefined : this.#byId(id)
    if (input === undefined) return
    for (const key of keysOf(input)) this.#unreferenced.delete(key)
    this.#referAgain(input.origin?.id)
  }

  /** A reason why nothing more can be had of a version. */
  lacks(version: ModelVersion): 'its snapshot' | 'its files' | undefined {
    const [snapshot, ...files] = keysOf(version)
    if (this.#gone.has(snapshot)) return 'its snapshot'
    return files.some((key) => this.#gone.has(key)) ? 'its files' : undefined
  }

  /** Ids of versions that cannot be expired. */
  pins(): Set<string> {
    const pins = new Set<string>()
    for (const { training, versions, tags } of this.datasets.values()) {
      for (const version of tags.values()) {
        const tagged = versions.find((one) => one.version === version)
        if (tagged !== undefined) pins.add(tagged.id)
      }
      for (const { expired, origin } of versions) {
        if (expired || origin === undefined) continue
        if (origin.pinned) pins.add(origin.id)
        for (let id: string | undefined = training ? origin.id : undefined; id !== undefined; ) {
          pins.add(id)
          id = this.#byId(id)?.origin?.id
        }
      }
    }
    return pins
  }

  /** References of versions that came from one, as they are listed. */
  usersOf(id: string): string[] {
    return [...this.datasets.values()].flatMap(({ name, versions }) =>
      versions
        .filter(({ expired, origin }) => !expired && origin?.id === id)
        .map(({ version }) => `${name}@v${version}`),
    )
  }

  expireVersions(dataset: string, wanted: readonly number[]): Answer {
    const known = this.datasets.get(dataset)
    if (known === undefined || wanted.some((version) => this.present(dataset, version) === undefined))
      return { error: 'not-found' }
    const pins = this.pins()
    const chosen = known.versions.filter(({ version }) => wanted.includes(version))
    if (chosen.some(({ id }) => pins.has(id))) return { error: 'pinned' }
    return this.#expire(chosen)
  }

  expireByRules(dataset: string, rules: KeepRules | undefined): Answer {
    const known = this.datasets.get(dataset)
    if (known === undefined) return { error: 'not-found' }
    const keep = rules ?? known.keep
    if (keep === undefined) return { error: 'wrong-usage' }
    const present = known.versions.filter(({ expired }) => !expired)
    const kept = new Set(present.slice(-Math.max(1, keep.last ?? 1)))
    const days = new Set<string>()
    for (const version of present.toSorted((a, b) => b.time - a.time)) {
      const day = new Date(version.time).toISOString().slice(0, 10)
      if (days.has(day) || days.size >= (keep.daily ?? 0)) continue
      days.add(day)
      kept.add(version)
    }
    const pins = this.pins()
    return this.#expire(present.filter((version) => !kept.has(version) && !pins.has(version.id)))
  }

  #expire(versions: readonly ModelVersion[]): Answer {
    for (const version of versions) version.expired = true
    return { value: versions.map(({ version }) => version) }
  }

  /** Returns whether anything goes. */
  collect(now: number): boolean {
    const wanted = this.#wanted()
    const seen = new Map<string, number>()
    const due: string[] = []
    for (const { versions } of this.datasets.values())
      for (const key of versions.flatMap(keysOf)) {
        if (wanted.has(key) || this.#gone.has(key) || seen.has(key)) continue
        const since = this.#unreferenced.get(key) ?? now
        seen.set(key, since)
        if (now - since >= grace) due.push(key)
      }
    for (const key of due) {
      seen.delete(key)
      this.#gone.add(key)
    }
    this.#unreferenced = seen
    return due.length > 0
  }

  #wanted(): Set<string> {
    const wanted = new Set<string>()
    for (const { versions } of this.datasets.values())
      for (const version of versions) {
        if (version.expired) continue
        for (let one: ModelVersion | undefined = version; one !== undefined; ) {
          for (const key of keysOf(one)) wanted.add(key)
          one = one.origin === undefined ? undefined : this.#byId(one.origin.id)
        }
      }
    return wanted
  }

  #byId(id: string): ModelVersion | undefined {
    for (const { versions } of this.datasets.values()) {
      const found = versions.find((version) => version.id === id)
      if (found !== undefined) return found
    }
    return undefined
  }
}

/** What is stored for a version: its snapshot, the list of its files, and each of them. */
function keysOf({ id, source }: ModelVersion): [string, ...string[]] {
  return [
    `snapshot ${id}`,
    `tree ${source}`,
    ...Object.values(sources[source] ?? {}).map((text) => `file ${text}`),
  ]
}
