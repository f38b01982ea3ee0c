import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { type FirnError, isCancelled } from '../../../shared/contract/errors.ts'
import type { OpenResult } from '../../../shared/contract/query.ts'
import { useClient } from '../../client/client.tsx'
import type { Connection } from '../../client/connection.ts'
import { asFirnError } from '../../client/use-answer.ts'
import { type GridSource, type GridView, plainView } from '../../components/result-grid/grid-source.ts'
import { usePlace } from '../places.tsx'
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
 * one has taken its place; `base` belongs to the caller, and may be replaced: what was shown stays until the
 * rows of the new one are there. `of` says what the rows are. While it is the same, also after the window was
 * loaded again, they are sorted and filtered as they were; `part` names where that is kept.
 */
export function useViewedResult(
  base: OpenResult,
  part: string,
  of: string,
  initialWhere?: readonly string[],
): ViewedResult {
  const client = useClient()
  const { seen, keep } = usePlace<{ readonly of: string; readonly wanted: Wanted }>(part)
  const [wanted, setWanted] = useState<Wanted>(() => {
    const before = seen?.of === of ? seen.wanted : plain
    return { view: before.view, where: initialWhere ?? before.where }
  })
  const [shownOf, setShownOf] = useState(of)
  if (shownOf !== of) {
    setShownOf(of)
    // Conditions that the caller gave are the caller's to take back.
    setWanted((before) => (initialWhere === undefined ? plain : { ...before, view: plainView }))
  }
  useEffect(() => keep({ of, wanted }), [keep, of, wanted])
  const [answered, setAnswered] = useState<Answered>({ base, of, wanted: plain, open: base })
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
        setAnswered({ base, of, wanted, open })
        if (before !== undefined && before !== open) closeResult(client, before)
      },
      (problem: unknown) => {
        if (controller.signal.aborted || isCancelled(problem)) return
        // Rows of another base are shown as they are, beside what is wrong with the view of them.
        setAnswered((before) => ({
          ...(before.base === base ? before : { open: base }),
          base,
          of,
          wanted,
          error: asFirnError(problem),
        }))
      },
    )
    return () => controller.abort()
  }, [client, base, of, wanted])
  useEffect(
    () => () => {
      if (current.current !== undefined) closeResult(client, current.current)
    },
    [client],
  )

  const live = useLiveResult(answered.open)
  const order = JSON.stringify([answered.of, answered.wanted])
  const source = useMemo(
    () => sourceOf(client, answered.open, live.rows, order),
    [client, answered.open, live.rows, order],
  )
  const changing = answered.base !== base || !isSame(answered.wanted, wanted)
  return {
    base,
    live,
    source,
    view: wanted.view,
    setView: useCallback((view: GridView) => setWanted((before) => ({ ...before, view })), []),
    where: wanted.where,
    setWhere: useCallback(
      (where: readonly string[]) =>
        setWanted((before) => (isSame(before, { ...before, where }) ? before : { ...before, where })),
      [],
    ),
    changing,
    error: changing ? undefined : answered.error,
  }
}

interface Wanted {
  readonly view: GridView
  readonly where: readonly string[]
}

const plain: Wanted = { view: plainView, where: [] }

/** What is shown: rows of which base, and the view of them that was asked for. */
interface Answered {
  readonly base: OpenResult
  readonly of: string
  readonly wanted: Wanted
  readonly open: OpenResult
  readonly error?: FirnError
}

function isSame(a: Wanted, b: Wanted): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b)
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
function sourceOf(client: Connection, open: OpenResult, rows: number | undefined, order: string): GridSource {
  return {
    id: open.resultId,
    order,
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
