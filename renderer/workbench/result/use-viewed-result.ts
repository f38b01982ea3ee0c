import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { type FirnError, isCancelled } from '../../../shared/contract/errors.ts'
import type { OpenResult } from '../../../shared/contract/query.ts'
import { useClient } from '../../client/client.tsx'
import type { Connection } from '../../client/connection.ts'
import { asFirnError } from '../../client/use-answer.ts'
import { type GridSource, type GridView, plainView } from '../../components/result-grid/grid-source.ts'
import { forgetResult, type LiveResult, trackResult, useLiveResult, whenReady } from './result-events.ts'

/** A result under a sorting and filters of its own. */
export interface ViewedResult {
  readonly base: OpenResult
  /** What the grid shows; it stays until the rows of another view are there. */
  readonly live: LiveResult
  readonly source: GridSource
  readonly view: GridView
  readonly setView: (view: GridView) => void
  /** SQL conditions, as bars and cards write them. */
  readonly where: readonly string[]
  readonly setWhere: (where: readonly string[]) => void
  readonly changing: boolean
  readonly error: FirnError | undefined
}

/**
 * Lets the engine sort and filter an open result. Each view is a result of its own and is closed when another
 * one has taken its place; `base` belongs to the caller.
 */
export function useViewedResult(base: OpenResult, initialWhere: readonly string[] = []): ViewedResult {
  const client = useClient()
  const [wanted, setWanted] = useState<Wanted>({ view: plainView, where: initialWhere })
  const [answered, setAnswered] = useState<{ wanted: Wanted; open: OpenResult; error?: FirnError }>({
    wanted,
    open: base,
  })
  const current = useRef<OpenResult>(undefined)

  useEffect(() => {
    const controller = new AbortController()
    const asked = isPlain(wanted)
      ? Promise.resolve(base)
      : client.call('query.view', viewInput(base, wanted), { signal: controller.signal }).then(trackResult)
    asked.then(
      (open) => {
        if (controller.signal.aborted) return
        const before = current.current
        current.current = open === base ? undefined : open
        setAnswered({ wanted, open })
        if (before !== undefined && before !== open) closeResult(client, before)
      },
      (problem: unknown) => {
        if (controller.signal.aborted || isCancelled(problem)) return
        setAnswered(({ open }) => ({ wanted, open, error: asFirnError(problem) }))
      },
    )
    return () => controller.abort()
  }, [client, base, wanted])
  useEffect(
    () => () => {
      if (current.current !== undefined) closeResult(client, current.current)
    },
    [client],
  )

  const live = useLiveResult(answered.open)
  const source = useMemo(() => sourceOf(client, answered.open, live.rows), [client, answered.open, live.rows])
  return {
    base,
    live,
    source,
    view: wanted.view,
    setView: useCallback((view: GridView) => setWanted((before) => ({ ...before, view })), []),
    where: wanted.where,
    setWhere: useCallback((where: readonly string[]) => setWanted((before) => ({ ...before, where })), []),
    changing: answered.wanted !== wanted,
    error: answered.wanted === wanted ? answered.error : undefined,
  }
}

interface Wanted {
  readonly view: GridView
  readonly where: readonly string[]
}

function isPlain({ view, where }: Wanted): boolean {
  return view.sort.length === 0 && view.filters.length === 0 && where.length === 0
}

function viewInput({ resultId }: OpenResult, { view, where }: Wanted) {
  return {
    resultId,
    sort: view.sort.map((one) => ({ ...one })),
    filters: view.filters.map((one) => ({ ...one })),
    ...(where.length === 0 ? {} : { where: where.map((one) => `(${one})`).join(' AND ') }),
  }
}

/** Rows of an open result for a grid. */
function sourceOf(client: Connection, open: OpenResult, rows: number | undefined): GridSource {
  return {
    id: open.resultId,
    columns: open.columns,
    rows,
    firstPage: open.firstPage,
    async page(from, count) {
      await whenReady(open)
      return (await client.call('query.page', { resultId: open.resultId, from, count })).rows
    },
  }
}

/** Lets the engine and the window forget a result. */
export function closeResult(client: Connection, open: OpenResult): void {
  forgetResult(open)
  client.call('query.close', { resultId: open.resultId }).catch(() => {
    // It may be gone already, with its worker or the engine: that is what was wanted.
  })
}
