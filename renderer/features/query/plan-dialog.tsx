import { useAnswer } from '../../client/use-answer.ts'
import { Button } from '../../components/button.tsx'
import { Dialog } from '../../components/dialog.tsx'
import { parameterNames } from '../../components/sql-editor/statements.ts'
import { ErrorPanel, Skeleton } from '../../components/states.tsx'
import { CommandLine } from '../../workbench/command/command-line.tsx'
import { quotedWord } from '../../workbench/command/command-text.ts'
import { copyText } from '../../components/toast/announcements.ts'

/** How the engine would run a statement. */
export function PlanDialog({
  sql,
  parameters,
  onClose,
}: {
  sql: string
  parameters: { readonly [name: string]: string }
  onClose: () => void
}) {
  const names = parameterNames(sql)
  const { data, error, loading, reload } = useAnswer('query.explain', {
    sql,
    ...(names.length === 0
      ? {}
      : { parameters: Object.fromEntries(names.map((name) => [name, parameters[name] ?? ''])) }),
  })
  return (
    <Dialog
      title="Plan"
      description="How the engine runs the statement at the cursor; nothing was run"
      width="widest"
      note={
        <CommandLine
          command={[
            `firn sql ${quotedWord(/^\s*explain\b/i.test(sql) ? sql.trim() : `EXPLAIN ${sql.trim()}`)}`,
            ...names.map((name) => `--param ${quotedWord(`${name}=${parameters[name] ?? ''}`)}`),
          ].join(' ')}
        />
      }
      onClose={onClose}
      actions={
        <>
          {data !== undefined && <Button onClick={() => void copyText(data.plan, 'the plan')}>Copy</Button>}
          <Button look="primary" onClick={onClose}>
            Close
          </Button>
        </>
      }
    >
      {data === undefined && loading && <Skeleton lines={8} />}
      {error !== undefined && <ErrorPanel error={error} onRetry={reload} />}
      {data !== undefined && <pre className="query-plan">{data.plan}</pre>}
    </Dialog>
  )
}
