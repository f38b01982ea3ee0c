import { useEffect, useRef, useState } from 'react'
import type { FirnError } from '../../../shared/contract/errors.ts'
import { isCancelled } from '../../../shared/contract/errors.ts'
import type { OpenResult } from '../../../shared/contract/query.ts'
import { splitTable } from '../../../shared/model/reference.ts'
import type { ResultColumn } from '../../../shared/model/value.ts'
import { useClient, useConnectionState } from '../../client/client.tsx'
import { asFirnError } from '../../client/use-answer.ts'
import { Button } from '../../components/button.tsx'
import type { CellSubject } from '../../components/result-grid/grid-source.ts'
import { Split } from '../../components/split.tsx'
import { sqlName } from '../../components/sql-editor/table-names.ts'
import { ErrorPanel, Skeleton } from '../../components/states.tsx'
import { openQuery } from '../../workbench/open.ts'
import { CellPanel } from '../../workbench/result/cell-panel.tsx'
import { ColumnPanel } from '../../workbench/result/column-panel.tsx'
import { trackResult } from '../../workbench/result/result-events.ts'
import { ResultView } from '../../workbench/result/result-view.tsx'
import { closeResult, useViewedResult } from '../../workbench/result/use-viewed-result.ts'

/** The rows of a table, all of them. */
export function DataSection({
  reference,
  where,
  onWhere,
}: {
  reference: string
  where: readonly string[]
  onWhere: (where: readonly string[]) => void
}) {
  const client = useClient()
  const { generation } = useConnectionState()
  const [round, setRound] = useState(0)
  const [shown, setShown] = useState<{ reference: string; open: OpenResult }>()
  const [failed, setFailed] = useState<{ asked: string; error: FirnError }>()
  // The same rows are asked for again when the engine was replaced.
  const asked = `${generation}.${round}.${reference}`

  const current = useRef<OpenResult>(undefined)

  useEffect(() => {
    const controller = new AbortController()
    client
      .call(
        'query.start',
        { sql: `FROM "${reference.replaceAll('"', '""')}"` },
        { signal: controller.signal },
      )
      .then(
        (open) => {
          trackResult(open)
          if (controller.signal.aborted) {
            closeResult(client, open)
            return
          }
          const before = current.current
          current.current = open
          setShown({ reference, open })
          if (before !== undefined) closeResult(client, before)
        },
        (problem: unknown) => {
          if (!controller.signal.aborted && !isCancelled(problem))
            setFailed({ asked, error: asFirnError(problem) })
        },
      )
    return () => controller.abort()
  }, [client, reference, asked])
  useEffect(
    () => () => {
      if (current.current !== undefined) closeResult(client, current.current)
    },
    [client],
  )
  const again = () => setRound((before) => before + 1)

  if (failed?.asked === asked) return <ErrorPanel error={failed.error} onRetry={again} />
  if (shown === undefined) return <Skeleton lines={10} label={`Loading ${reference}`} />
  return (
    <Rows reference={shown.reference} open={shown.open} where={where} onWhere={onWhere} onRunAgain={again} />
  )
}

function Rows({
  reference,
  open,
  where,
  onWhere,
  onRunAgain,
}: {
  reference: string
  open: OpenResult
  where: readonly string[]
  onWhere: (where: readonly string[]) => void
  onRunAgain: () => void
}) {
  const viewed = useViewedResult(open, 'data', reference, where)
  const [column, setColumn] = useState<ResultColumn>()
  const [cell, setCell] = useState<CellSubject>()
  const { setWhere } = viewed
  // The list is another one with every drawing; a condition may hold whatever a value holds, line ends too.
  const conditions = JSON.stringify(where)
  useEffect(() => {
    setWhere(JSON.parse(conditions) as string[])
  }, [conditions, setWhere])
  const { table } = splitTable(reference)
  const result = { ...viewed, setWhere: onWhere }
  const shown = viewed.live.open
  const inspector =
    cell !== undefined ? (
      <CellPanel open={shown} cell={cell} onClose={() => setCell(undefined)} />
    ) : column !== undefined ? (
      <ColumnPanel
        open={shown}
        column={column}
        onClose={() => setColumn(undefined)}
        onFilter={({ condition }) => onWhere([...where.filter((one) => one !== condition), condition])}
      />
    ) : undefined
  const query = () => {
    const condition = where.length === 0 ? '' : `\nWHERE ${where.join('\n  AND ')}`
    openQuery(`SELECT *\nFROM ${sqlName(reference)}${condition}`, { title: reference, runAtOnce: true })
  }
  const rows = {
    id: 'rows',
    min: 300,
    content: (
      <ResultView
        title={table !== undefined && <b className="small ellipsis">{table}</b>}
        name={reference}
        part="data"
        result={result}
        onRunAgain={onRunAgain}
        onInspectColumn={(next) => {
          setCell(undefined)
          setColumn(next)
        }}
        onFocusColumn={(next) => {
          if (column !== undefined) setColumn(next)
          setCell(undefined)
        }}
        onInspectCell={setCell}
        actions={where.length > 0 && <Button onClick={query}>Open as query</Button>}
      />
    ),
  }
  return (
    <Split
      name="dataset-panel"
      direction="horizontal"
      parts={
        inspector === undefined
          ? [rows]
          : [rows, { id: 'inspector', content: inspector, size: 288, min: 220, max: 640 }]
      }
    />
  )
}
