import { useState } from 'react'
import type { LogField, LogOptions } from '../../../shared/model/table.ts'
import { Button } from '../../components/button.tsx'
import { Dialog } from '../../components/dialog.tsx'
import { Choice, Field, TextInput } from '../../components/field.tsx'
import { columnTypes } from './field-panel.tsx'

/** A pattern of one's own: a regular expression with a named group for each column. */
export function PatternDialog({
  options,
  onClose,
  onApply,
}: {
  options: LogOptions
  onClose: () => void
  onApply: (options: LogOptions) => void
}) {
  const [expression, setExpression] = useState(options.expression)
  const [recordStart, setRecordStart] = useState(options.recordStart ?? '')
  const [fields, setFields] = useState<readonly LogField[]>(options.fields)
  const problem = expressionProblem(expression)
  const names = problem === undefined ? groupNames(expression) : fields.map(({ name }) => name)
  const shown = names.map(
    (name): LogField => fields.find((field) => field.name === name) ?? { name, type: 'VARCHAR' },
  )
  const change = (next: LogField) => setFields([...fields.filter(({ name }) => name !== next.name), next])
  const apply = () => {
    if (problem !== undefined) return
    const same = expression === options.expression && recordStart === (options.recordStart ?? '')
    onApply({
      kind: 'log',
      pattern: same ? options.pattern : 'custom',
      expression,
      ...(recordStart === '' ? {} : { recordStart }),
      fields: shown,
    })
  }
  return (
    <Dialog
      title="Pattern"
      description="matched against each record; every named group becomes a column"
      width="wide"
      onClose={onClose}
      onSubmit={apply}
      note="Lines that do not fit are counted and kept"
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="primary" disabled={problem !== undefined}>
            Use pattern
          </Button>
        </>
      }
    >
      <Field label="Expression" problem={problem}>
        {(ids) => (
          <textarea
            {...ids}
            className="input code"
            rows={5}
            spellCheck={false}
            value={expression}
            onChange={(event) => setExpression(event.target.value)}
          />
        )}
      </Field>
      <Field
        label="Record starts"
        hint="Empty: each line is a record. Otherwise lines that do not match belong to the one before"
      >
        {(ids) => (
          <TextInput
            {...ids}
            className="code"
            value={recordStart}
            onChange={(event) => setRecordStart(event.target.value)}
          />
        )}
      </Field>
      <table className="pattern-fields" aria-label="Columns">
        <thead>
          <tr>
            <th>Column</th>
            <th>Type</th>
            <th>NULL is</th>
            <th>Time is written</th>
          </tr>
        </thead>
        <tbody>
          {shown.map((field) => (
            <tr key={field.name}>
              <td className="code">{field.name}</td>
              <td>
                <Choice
                  aria-label={`Type of ${field.name}`}
                  value={field.type}
                  onChoose={(type) => change({ ...field, type })}
                  options={columnTypes(field.type)}
                />
              </td>
              <td>
                <TextInput
                  aria-label={`NULL of ${field.name}`}
                  value={field.nullText ?? ''}
                  onChange={({ target }) => {
                    const { nullText: _before, ...rest } = field
                    change(target.value === '' ? rest : { ...rest, nullText: target.value })
                  }}
                />
              </td>
              <td>
                {/^(TIME|DATE)/.test(field.type) && (
                  <TextInput
                    aria-label={`Time format of ${field.name}`}
                    className="code"
                    placeholder="%Y-%m-%d %H:%M:%S"
                    value={field.timeFormat ?? ''}
                    onChange={({ target }) => {
                      const { timeFormat: _before, ...rest } = field
                      change(target.value === '' ? rest : { ...rest, timeFormat: target.value })
                    }}
                  />
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Dialog>
  )
}

/** What is wrong with an expression; undefined when it can be used. */
export function expressionProblem(expression: string): string | undefined {
  try {
    RegExp(expression)
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
  return groupNames(expression).length === 0
    ? 'name at least one group, for example (?<client>\\S+)'
    : undefined
}

/** Names of the groups of an expression, in their order. */
export function groupNames(expression: string): string[] {
  const found = [...expression.matchAll(/\\.|\(\?<([A-Za-z_]\w*)>/g)].flatMap(([, name]) =>
    name === undefined ? [] : [name],
  )
  return [...new Set(found)].filter((name) => name !== 'message_more')
}
