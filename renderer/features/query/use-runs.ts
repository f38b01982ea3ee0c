import { useCallback, useEffect, useRef, useState } from 'react'
import { type FirnError, isCancelled } from '../../../shared/contract/errors.ts'
import type { OpenResult } from '../../../shared/contract/query.ts'
import { useClient } from '../../client/client.tsx'
import { asFirnError } from '../../client/use-answer.ts'
import { parameterNames, type Statement } from '../../components/sql-editor/statements.ts'
import { useLatest } from '../../components/use-latest.ts'
import { usePlace } from '../../workbench/places.tsx'
import { speak, toast } from '../../components/toast/announcements.ts'
import { trackResult } from '../../workbench/result/result-events.ts'
import { closeResult } from '../../workbench/result/use-viewed-result.ts'
import { askedAgain } from './asked-again.ts'

interface RunStatement {
  readonly key: string
  readonly statement: Statement
  readonly parameters: { readonly [name: string]: string }
}

/** A statement with its answer. */
export type DoneRun = RunStatement & { readonly state: 'done'; readonly open: OpenResult }

/** One statement of a run, and what became of it. */
export type StatementRun = RunStatement &
  (
    | { readonly state: 'not-run' | 'cancelled' }
    /** `before`: what the statement at its place answered in the run before. */
    | { readonly state: 'waiting' | 'running'; readonly before?: DoneRun }
    | { readonly state: 'done'; readonly open: OpenResult }
    | { readonly state: 'failed'; readonly error: FirnError }
  )

export interface Runs {
  readonly runs: readonly StatementRun[]
  readonly busy: boolean
  /** When the run began that is going on (`performance.now()`). */
  readonly since: number
  run(statements: readonly Statement[], parameters: { readonly [name: string]: string }): void
  cancel(): void
  /** What the window ran before it was loaded again, where running it once more costs next to nothing. */
  readonly quickBefore: QuickRun | undefined
}

/** A run that took the engine less than this, in milliseconds, is done again with a window that is loaded again. */
const quick = 3000

export interface QuickRun {
  readonly statements: readonly Statement[]
  readonly parameters: { readonly [name: string]: string }
}

/**
 * Runs statements one after another; the first that fails ends it. Results of the run before stay until the
 * first statement has an answer.
 */
export function useRuns(): Runs {
  const client = useClient()
  const [runs, setRuns] = useState<readonly StatementRun[]>([])
  const [busy, setBusy] = useState(false)
  const [since, setSince] = useState(0)
  const controller = useRef<AbortController>(undefined)
  const openResults = useRef<OpenResult[]>([])
  const round = useRef(0)
  const latestRuns = useLatest(runs)
  const { seen, keep } = usePlace<QuickRun | null>('run')

  const run = useCallback<Runs['run']>(
    (statements, parameters) => {
      controller.current?.abort()
      const own = new AbortController()
      controller.current = own
      round.current += 1
      const name = round.current
      const before = openResults.current
      openResults.current = []
      const base = (statement: Statement, position: number) => ({
        key: `${name}.${position}`,
        statement,
        parameters: valuesOf(statement, parameters),
      })
      const there = latestRuns.current
      let current = statements.map((statement, position): StatementRun => {
        const old = there[position]
        return {
          ...base(statement, position),
          state: 'waiting',
          ...(old?.state === 'done' ? { before: old } : {}),
        }
      })
      // What does not end must not begin again with the window.
      keep(null)
      const change = (position: number, next: StatementRun) => {
        current = current.map((one, at) => (at === position ? next : one))
      }
      const show = () => {
        if (controller.current === own) setRuns(current)
      }

      const runAll = async () => {
        for (const [position, statement] of statements.entries()) {
          const one = base(statement, position)
          const waiting = current[position]
          if (waiting?.state === 'waiting') change(position, { ...waiting, state: 'running' })
          if (position > 0) show()
          try {
            const open = await askedAgain(
              () =>
                client.call(
                  'query.start',
                  { sql: statement.text, parameters: one.parameters },
                  { signal: own.signal },
                ),
              {
                isConnected: () => client.state.getState().state === 'open',
                again: () => toast('info', 'The engine was lost while the query ran; it runs once more'),
              },
            )
            openResults.current.push(trackResult(open))
            change(position, { ...one, state: 'done', open })
            show()
          } catch (thrown) {
            const stopped = own.signal.aborted || isCancelled(thrown)
            const error = asFirnError(thrown)
            change(position, stopped ? { ...one, state: 'cancelled' } : { ...one, state: 'failed', error })
            current = current.map((each) => (each.state === 'waiting' ? { ...each, state: 'not-run' } : each))
            // A cancelled first statement leaves what was there before.
            if (stopped && position === 0 && before.length > 0) {
              openResults.current = before
              return
            }
            show()
            break
          }
        }
        for (const old of before) closeResult(client, old)
        const took = current.map((one) => (one.state === 'done' ? one.open.elapsedMs : quick))
        if (took.reduce((sum, each) => sum + each, 0) < quick) keep({ statements, parameters })
      }
      setBusy(true)
      setSince(performance.now())
      void runAll().finally(() => {
        if (controller.current === own) setBusy(false)
      })
    },
    [client, keep, latestRuns],
  )
  const cancel = useCallback(() => {
    controller.current?.abort()
    setBusy(false)
    speak('Cancelled')
  }, [])
  useEffect(
    () => () => {
      controller.current?.abort()
      for (const open of openResults.current) closeResult(client, open)
    },
    [client],
  )
  return { runs, busy, since, run, cancel, quickBefore: seen ?? undefined }
}

/** The values that a statement uses: the others belong to its neighbours. */
function valuesOf(
  { text }: Statement,
  values: { readonly [name: string]: string },
): { readonly [name: string]: string } {
  const used = parameterNames(text)
  return Object.fromEntries(Object.entries(values).filter(([name]) => used.includes(name)))
}
