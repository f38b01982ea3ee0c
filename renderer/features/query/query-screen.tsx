import { type KeyboardEvent, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import type { OpenResult } from '../../../shared/contract/query.ts'
import { styleNonce } from '../../client/host.ts'
import { asFirnError } from '../../client/use-answer.ts'
import { Split } from '../../components/split.tsx'
import { formatSql } from '../../components/sql-editor/format-sql.ts'
import { type EditorPlace, SqlEditor, type SqlEditorHandle } from '../../components/sql-editor/sql-editor.tsx'
import { parameterNames, statementAt, statements } from '../../components/sql-editor/statements.ts'
import { withVersion } from '../../components/sql-editor/table-names.ts'
import { toast } from '../../components/toast/announcements.ts'
import type { TabProps } from '../../workbench/feature.ts'
import { openQuery } from '../../workbench/open.ts'
import { useKept, usePlace } from '../../workbench/places.tsx'
import { usePreferences } from '../../workbench/preferences.ts'
import { changeTab } from '../../workbench/tabs.ts'
import { HistoryPanel } from './history-panel.tsx'
import { ParametersForm } from './parameters-form.tsx'
import { PlanDialog } from './plan-dialog.tsx'
import { QueryToolbar } from './query-toolbar.tsx'
import { Results } from './results.tsx'
import { useCompletionFacts } from '../../workbench/use-completion-facts.ts'
import { useDraft } from './use-draft.ts'
import { useRuns } from './use-runs.ts'
import './query.css'

/** A script, its results, and what is known about them. */
export function QueryScreen({ tab, active }: TabProps<'query'>) {
  const [sql, setSql] = useDraft(tab)
  const { runs, busy, since, run, cancel, quickBefore } = useRuns()
  const [values, setValues] = useKept<{ readonly [name: string]: string }>('parameters', {})
  const [historyShown, setHistoryShown] = useKept('history', false)
  const place = usePlace<EditorPlace>('editor')
  const [planOf, setPlanOf] = useState<string>()
  const editor = useRef<SqlEditorHandle>(null)
  const facts = useCompletionFacts()
  const inspectorShown = usePreferences((state) => state.inspectorShown)
  const names = parameterNames(sql)
  const [inspecting, setInspecting] = useState(false)
  const [slot, setSlot] = useState<HTMLElement | null>(null)

  const start = useCallback(
    (which: 'all' | 'selection', text = sql) => {
      const selected = editor.current?.selection()
      const picked =
        which === 'all'
          ? statements(text)
          : selected === undefined
            ? [statementAt(text, editor.current?.cursor() ?? 0)].filter((one) => one !== undefined)
            : statements(selected.text).map((one) => ({
                ...one,
                from: one.from + selected.from,
                to: one.to + selected.from,
              }))
      if (picked.length === 0) {
        toast('info', 'There is nothing to run')
        return
      }
      const used = new Set(picked.flatMap((one) => parameterNames(one.text)))
      run(picked, Object.fromEntries([...used].map((name) => [name, values[name] ?? ''])))
    },
    [run, sql, values],
  )

  const begun = useRef(false)
  useEffect(() => {
    if (begun.current) return
    if (quickBefore !== undefined) run(quickBefore.statements, quickBefore.parameters)
    begun.current = quickBefore !== undefined || tab.input.runAtOnce === true
    if (tab.input.runAtOnce !== true) return
    changeTab<'query'>(tab.id, { input: { sql: tab.input.sql } })
    start('all')
  }, [tab.id, tab.input, start, run, quickBefore])
  useEffect(() => {
    if (active) editor.current?.focus()
  }, [active])

  const problems = useMemo(
    () =>
      runs.flatMap((one) => {
        const position = one.state === 'failed' ? one.error.context.position : undefined
        if (one.state !== 'failed' || position === undefined) return []
        // The script may have been changed since; then the place means nothing any more.
        if (sql.slice(one.statement.from, one.statement.to) !== one.statement.text) return []
        const { message, hint } = one.error
        const words = hint === undefined ? message : `${message}\n${hint}`
        return [{ position: one.statement.from + position, message: words }]
      }),
    [runs, sql],
  )
  const format = () => {
    formatSql(sql).then(
      (text) => editor.current?.replaceAll(text),
      (error: unknown) =>
        toast('bad', `It cannot be formatted: ${asFirnError(error).message.split('\n')[0]}`),
    )
  }
  const explain = () => {
    const statement = statementAt(sql, editor.current?.cursor() ?? 0)
    if (statement !== undefined) setPlanOf(statement.text)
  }
  const chooseVersion = (dataset: string, reference: string) => {
    const next = withVersion(sql, dataset, reference)
    editor.current?.replaceAll(next)
    start('all', next)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape' && busy && !event.defaultPrevented) cancel()
  }
  const inputs = uniqueInputs(runs.flatMap((one) => (one.state === 'done' ? [one.open] : [])))

  const panel = historyShown ? (
    <HistoryPanel
      onClose={() => setHistoryShown(false)}
      onInsert={(text) => editor.current?.replaceAll(text)}
      onOpen={(text) => openQuery(text)}
      round={runs[0]?.key ?? ''}
    />
  ) : inspecting ? (
    <div ref={setSlot} className="column fill" />
  ) : undefined
  const main = {
    id: 'main',
    min: 400,
    content: (
      <Split
        name="query"
        direction="vertical"
        parts={[
          {
            id: 'editor',
            size: 190,
            min: 90,
            content: (
              <div className="column fill">
                <QueryToolbar
                  busy={busy}
                  since={since}
                  inputs={inputs}
                  onRun={() => start('all')}
                  onRunSelection={() => start('selection')}
                  onCancel={cancel}
                  onFormat={format}
                  onExplain={explain}
                  onVersion={chooseVersion}
                  historyShown={historyShown}
                  onHistory={() => setHistoryShown((shown) => !shown)}
                />
                {names.length > 0 && (
                  <ParametersForm
                    names={names}
                    values={values}
                    onValue={(name, value) => setValues((before) => ({ ...before, [name]: value }))}
                    onRun={() => start('all')}
                  />
                )}
                <SqlEditor
                  ref={editor}
                  label="SQL"
                  text={sql}
                  onText={setSql}
                  facts={facts}
                  problems={problems}
                  onRun={() => start('all')}
                  onRunSelection={() => start('selection')}
                  placeholder="SELECT … FROM dataset"
                  place={place.seen}
                  onPlace={place.keep}
                  styleNonce={styleNonce()}
                />
              </div>
            ),
          },
          {
            id: 'results',
            min: 120,
            content: (
              <Results
                runs={runs}
                busy={busy}
                since={since}
                tabTitle={tab.title}
                onRunAgain={() => start('all')}
                inspectorShown={inspectorShown}
                slot={historyShown ? null : slot}
                onInspector={setInspecting}
              />
            ),
          },
        ]}
      />
    ),
  }

  return (
    <div className="fill query-screen" onKeyDown={onKeyDown} role="presentation">
      <Split
        name="query-panel"
        direction="horizontal"
        parts={
          panel === undefined
            ? [main]
            : [main, { id: 'inspector', content: panel, size: 288, min: 220, max: 640 }]
        }
      />
      {planOf !== undefined && (
        <PlanDialog sql={planOf} parameters={values} onClose={() => setPlanOf(undefined)} />
      )}
    </div>
  )
}

function uniqueInputs(results: readonly OpenResult[]): OpenResult['inputs'] {
  const all = results.flatMap(({ inputs }) => inputs)
  return [...new Map(all.map((input) => [`${input.dataset}@${input.version}`, input])).values()]
}
