import { useEffect, useRef } from 'react'
import { useAnswer } from '../../client/use-answer.ts'
import { Button } from '../../components/button.tsx'
import { counted, duration, moment } from '../../components/figures.ts'
import { SidePanel } from '../../components/side-panel.tsx'
import { ErrorPanel, Skeleton } from '../../components/states.tsx'

/** Queries of before, newest first: when, how long, how many rows, from which versions. */
export function HistoryPanel({
  onClose,
  onInsert,
  onOpen,
  round,
}: {
  onClose: () => void
  onInsert: (sql: string) => void
  onOpen: (sql: string) => void
  /** Changes with every run: the list is read again. */
  round: string
}) {
  const { data, error, loading, reload } = useAnswer('query.history', {})
  const seen = useRef(round)
  useEffect(() => {
    if (seen.current !== round) reload()
    seen.current = round
  }, [round, reload])
  return (
    <SidePanel title="History" onClose={onClose}>
      {data === undefined && loading && <Skeleton lines={5} />}
      {error !== undefined && <ErrorPanel error={error} onRetry={reload} />}
      {data?.entries.length === 0 && <p className="muted">Nothing was run yet</p>}
      <ol className="query-history">
        {data?.entries.map((entry) => (
          <li key={entry.id}>
            <pre title={entry.sql}>{entry.sql}</pre>
            <p className={entry.problem === undefined ? 'muted small' : 'query-failed small'}>
              {[
                moment(entry.startedAt),
                entry.problem ?? (entry.rows === undefined ? undefined : counted(entry.rows, 'row')),
                duration(entry.elapsedMs),
                entry.inputs.join(', '),
              ]
                .filter((part) => part !== undefined && part !== '')
                .join(' · ')}
            </p>
            <span className="query-history-actions">
              <Button look="ghost" onClick={() => onInsert(entry.sql)}>
                Put into the editor
              </Button>
              <Button look="ghost" onClick={() => onOpen(entry.sql)}>
                Open in new tab
              </Button>
            </span>
          </li>
        ))}
      </ol>
    </SidePanel>
  )
}
