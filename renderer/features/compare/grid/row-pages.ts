import type { AlignedRow } from '../../../../shared/model/difference.ts'
import type { FirnError } from '../../../../shared/contract/errors.ts'
import { asFirnError } from '../../../client/use-answer.ts'

export interface LoadedPage {
  readonly total: number
  readonly rows: readonly AlignedRow[]
}

/** Rows by position, fetched in pages around what is looked at. Both grids read the same ones. */
export interface RowPages {
  readonly total: number | undefined
  readonly failure: FirnError | undefined
  /** Undefined while it is not there. */
  row(position: number): AlignedRow | undefined
  /** The first rows that are there, at most so many. */
  head(count: number): readonly AlignedRow[]
  /** These rows are looked at now. */
  want(first: number, last: number): void
  /** Rows from a position on, fetched where they are not there. */
  read(from: number, count: number): Promise<readonly AlignedRow[]>
  retry(): void
  /** Called after every change; returns a function that ends it. */
  subscribe(listener: () => void): () => void
  /** Another number after every change. */
  readonly version: number
  /** Begins with the first rows; the function that it returns ends all fetching. */
  start(): () => void
}

export const pageRows = 200
/** Pages kept on each way; older ones are fetched again when they are wanted. */
const keptPages = 60
const mostAtOnce = 2
/** Rows that rush by while the bar is dragged are not fetched, in milliseconds. */
const pause = 40

export function createRowPages(load: (from: number, count: number) => Promise<LoadedPage>): RowPages {
  const pages = new Map<number, readonly AlignedRow[]>()
  const loading = new Set<number>()
  const listeners = new Set<() => void>()
  let wanted = { first: 0, last: 0 }
  let total: number | undefined
  let failure: FirnError | undefined
  let version = 0
  let timer: ReturnType<typeof setTimeout> | undefined
  let closed = true

  function changed(): void {
    version += 1
    for (const listener of listeners) listener()
  }

  function missing(): number | undefined {
    const first = Math.floor(wanted.first / pageRows)
    const last = Math.floor(Math.max(wanted.first, wanted.last) / pageRows)
    for (let page = first; page <= last; page += 1) {
      const beyond = total !== undefined && page > 0 && page * pageRows >= total
      if (!pages.has(page) && !loading.has(page) && !beyond) return page
    }
    return undefined
  }

  function keep(page: number, rows: readonly AlignedRow[]): void {
    pages.delete(page)
    pages.set(page, rows)
    for (const old of pages.keys()) {
      if (pages.size <= keptPages) break
      if (old !== 0) pages.delete(old)
    }
  }

  function pump(): void {
    if (closed || failure !== undefined) return
    while (loading.size < mostAtOnce) {
      const page = missing()
      if (page === undefined) return
      loading.add(page)
      load(page * pageRows, pageRows).then(
        (loaded) => {
          loading.delete(page)
          if (closed) return
          total = loaded.total
          keep(page, loaded.rows)
          changed()
          pump()
        },
        (error: unknown) => {
          loading.delete(page)
          if (closed) return
          failure = asFirnError(error)
          changed()
        },
      )
    }
  }

  return {
    get total() {
      return total
    },
    get failure() {
      return failure
    },
    get version() {
      return version
    },
    row: (position) => pages.get(Math.floor(position / pageRows))?.[position % pageRows],
    head: (count) => pages.get(0)?.slice(0, count) ?? [],
    want(first, last) {
      wanted = { first, last }
      if (missing() === undefined) return
      clearTimeout(timer)
      // The very first page is not waited for.
      if (total === undefined) pump()
      else timer = setTimeout(pump, pause)
    },
    async read(from, count) {
      const rows: AlignedRow[] = []
      for (let at = from; at < from + count; ) {
        const page = Math.floor(at / pageRows)
        const there = pages.get(page) ?? (await load(page * pageRows, pageRows)).rows
        const part = there.slice(at % pageRows, (at % pageRows) + from + count - at)
        if (part.length === 0) break
        rows.push(...part)
        at += part.length
      }
      return rows
    },
    retry() {
      failure = undefined
      changed()
      pump()
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    start() {
      closed = false
      pump()
      return () => {
        closed = true
        clearTimeout(timer)
      }
    },
  }
}
