import { type ReactNode, useState } from 'react'
import { asFirnError } from '../../client/use-answer.ts'
import { Button } from '../../components/button.tsx'
import { Field, TextInput } from '../../components/field.tsx'
import { speak } from '../../components/toast/announcements.ts'

/** A setting that is typed. It is kept on Enter and when the field is left; emptied, it is as usual again. */
export function LimitField<Value extends string | number>({
  label,
  unit,
  hint,
  value,
  usual,
  written,
  read,
  save,
  children,
}: {
  label: string
  unit?: string
  hint: ReactNode
  /** What was chosen; undefined: nothing. */
  value: Value | undefined
  /** Shown where nothing was chosen. */
  usual: string
  written: (value: Value) => string
  /** The value of what was typed; undefined where it is none. */
  read: (text: string) => Value | undefined
  save: (value: Value | null) => Promise<void>
  children?: (take: (value: Value) => void) => ReactNode
}) {
  const [draft, setDraft] = useState<string>()
  const [problem, setProblem] = useState<string>()
  const shown = draft ?? (value === undefined ? '' : written(value))

  const keep = async (next: Value | null) => {
    try {
      await save(next)
      setDraft(undefined)
      setProblem(undefined)
      speak(next === null ? `${label}: as usual` : `${label} saved`)
    } catch (error) {
      const { message, hint: next } = asFirnError(error)
      setProblem(next === undefined ? message : `${message} ${next}`)
    }
  }
  const commit = () => {
    const text = draft?.trim()
    if (text === undefined) return
    if (text === '') {
      void keep(null)
      return
    }
    const next = read(text)
    if (next === undefined) setProblem('Write a number, such as 8.')
    else if (next === value) {
      setDraft(undefined)
      setProblem(undefined)
    } else void keep(next)
  }
  return (
    <Field label={label} hint={hint} problem={problem}>
      {(ids) => (
        <div className="setting-control">
          <TextInput
            {...ids}
            className={unit === undefined ? 'code' : 'setting-figure'}
            inputMode={unit === undefined ? 'text' : 'decimal'}
            placeholder={usual}
            value={shown}
            onChange={(event) => setDraft(event.target.value)}
            onBlur={commit}
            onKeyDown={(event) => {
              if (event.key === 'Enter') commit()
              if (event.key === 'Escape' && draft !== undefined) {
                event.stopPropagation()
                setDraft(undefined)
                setProblem(undefined)
              }
            }}
          />
          {unit !== undefined && <span className="secondary">{unit}</span>}
          {children?.((next) => void keep(next))}
          {(value !== undefined || problem !== undefined) && (
            <Button look="ghost" aria-label={`Reset ${label.toLowerCase()}`} onClick={() => void keep(null)}>
              Reset
            </Button>
          )}
        </div>
      )}
    </Field>
  )
}
