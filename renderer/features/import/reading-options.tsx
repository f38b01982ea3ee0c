import { type KeyboardEvent, useState } from 'react'
import type { DiscoveredTable } from '../../../shared/model/discovery.ts'
import type { DelimitedOptions, JsonOptions, LogOptions, ReadOptions } from '../../../shared/model/table.ts'
import { delimiters, quotes, shapes } from '../../../shared/model/reading-words.ts'
import { Button } from '../../components/button.tsx'
import { Checkbox, Choice, InlineField, TextInput } from '../../components/field.tsx'
import { count } from '../../components/figures.ts'
import { PatternDialog } from './pattern-dialog.tsx'
import { PatternMenu } from './pattern-menu.tsx'

/** How the files of a table are read; each change reads them again and shows what comes of it. */
export function ReadingOptions({
  table,
  busy,
  recognised,
  onChange,
  onRecognise,
  rejectsShown,
  onRejects,
}: {
  table: DiscoveredTable
  busy: boolean
  /** Nobody has chosen options: they are as they were found. */
  recognised: boolean
  onChange: (options: ReadOptions) => void
  onRecognise: () => void
  rejectsShown: boolean
  onRejects: () => void
}) {
  const { options, rejected } = table
  return (
    <div className="toolbar import-options" role="toolbar" aria-label="Reading options" aria-busy={busy}>
      {options.kind === 'delimited' && <Delimited options={options} onChange={onChange} />}
      {options.kind === 'json' && <Json options={options} onChange={onChange} />}
      {options.kind === 'log' && (
        <Log options={options} recognised={recognised} onChange={onChange} onRecognise={onRecognise} />
      )}
      {(options.kind === 'parquet' || options.kind === 'arrow') && (
        <span className="secondary small">The file describes itself: there is nothing to choose</span>
      )}
      <div className="toolbar-end">
        {busy && <span className="secondary small">reading again…</span>}
        {rejected > 0 && (
          <Button aria-pressed={rejectsShown} onClick={onRejects}>
            Rejected {count(rejected)}
          </Button>
        )}
      </div>
    </div>
  )
}

function Delimited({
  options,
  onChange,
}: {
  options: DelimitedOptions
  onChange: (options: ReadOptions) => void
}) {
  const known = delimiters.some(({ value }) => value === options.delimiter)
  return (
    <>
      <InlineField label="Delimiter">
        {(id) => (
          <Choice
            {...id}
            value={options.delimiter}
            onChoose={(delimiter) => onChange({ ...options, delimiter })}
            options={
              known ? delimiters : [...delimiters, { value: options.delimiter, title: options.delimiter }]
            }
          />
        )}
      </InlineField>
      <InlineField label="Quotes">
        {(id) => (
          <Choice
            {...id}
            value={options.quote}
            onChoose={(quote) => onChange({ ...options, quote, escape: quote })}
            options={quotes}
          />
        )}
      </InlineField>
      <Checkbox checked={options.header} onCheck={(header) => onChange({ ...options, header })}>
        Header
      </Checkbox>
      <Typed
        label="Skip lines"
        width={52}
        value={String(options.skip)}
        onValue={(text) => /^\d{1,6}$/.test(text) && onChange({ ...options, skip: Number(text) })}
      />
      <Typed
        label="NULL is"
        width={96}
        placeholder="empty"
        value={options.nullTexts.join(', ')}
        onValue={(text) =>
          onChange({
            ...options,
            nullTexts: text
              .split(',')
              .map((one) => one.trim())
              .filter((one) => one !== ''),
          })
        }
      />
    </>
  )
}

function Json({ options, onChange }: { options: JsonOptions; onChange: (options: ReadOptions) => void }) {
  return (
    <InlineField label="Shape">
      {(id) => (
        <Choice
          {...id}
          value={options.shape}
          onChoose={(shape) => onChange({ ...options, shape })}
          options={shapes}
        />
      )}
    </InlineField>
  )
}

function Log({
  options,
  recognised,
  onChange,
  onRecognise,
}: {
  options: LogOptions
  recognised: boolean
  onChange: (options: ReadOptions) => void
  onRecognise: () => void
}) {
  const [editing, setEditing] = useState(false)
  return (
    <>
      <PatternMenu
        pattern={options.pattern}
        recognised={recognised}
        onRecognise={onRecognise}
        // Without columns: they and their types come from the files.
        onPattern={(pattern) => onChange({ kind: 'log', pattern, expression: '', fields: [] })}
        onOwn={() => setEditing(true)}
      />
      <Button look="ghost" onClick={() => setEditing(true)}>
        Edit pattern…
      </Button>
      {editing && (
        <PatternDialog
          options={options}
          onClose={() => setEditing(false)}
          onApply={(next) => {
            setEditing(false)
            onChange(next)
          }}
        />
      )}
    </>
  )
}

/** A field that counts when it is left or Enter is pressed: every change reads the files again. */
function Typed({
  label,
  value,
  width,
  placeholder,
  onValue,
}: {
  label: string
  value: string
  width: number
  placeholder?: string
  onValue: (value: string) => void
}) {
  const [text, setText] = useState(value)
  const done = () => {
    if (text !== value) onValue(text)
  }
  return (
    <InlineField label={label}>
      {(id) => (
        <TextInput
          {...id}
          style={{ width }}
          placeholder={placeholder}
          value={text}
          onChange={(event) => setText(event.target.value)}
          onBlur={done}
          onKeyDown={(event: KeyboardEvent) => {
            if (event.key === 'Enter') done()
          }}
        />
      )}
    </InlineField>
  )
}
