import { type InputHTMLAttributes, type ReactNode, type Ref, type SelectHTMLAttributes, useId } from 'react'
import '../styles/field.css'

/** A labelled field: label left, field right, the consequence or what is wrong below. */
export function Field({
  label,
  hint,
  problem,
  children,
}: {
  label: string
  hint?: ReactNode
  problem?: string | undefined
  children: (ids: { id: string; 'aria-describedby'?: string; 'aria-invalid'?: boolean }) => ReactNode
}) {
  const id = useId()
  const below = problem ?? hint
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {children({
        id,
        ...(below === undefined ? {} : { 'aria-describedby': `${id}-below` }),
        ...(problem === undefined ? {} : { 'aria-invalid': true }),
      })}
      {below !== undefined && (
        <span id={`${id}-below`} className={problem === undefined ? 'field-hint' : 'field-problem'}>
          {below}
        </span>
      )}
    </div>
  )
}

/** One line of text. */
export function TextInput({
  className = '',
  ...rest
}: InputHTMLAttributes<HTMLInputElement> & { ref?: Ref<HTMLInputElement> }) {
  return (
    <input type="text" spellCheck={false} autoComplete="off" className={`input ${className}`} {...rest} />
  )
}

/** A choice of few, as the system draws it. */
export function Choice<Value extends string>({
  options,
  onChoose,
  ...rest
}: Omit<SelectHTMLAttributes<HTMLSelectElement>, 'onChange'> & {
  options: readonly { readonly value: Value; readonly title: string }[]
  onChoose: (value: Value) => void
}) {
  return (
    <select className="select" {...rest} onChange={(event) => onChoose(event.target.value as Value)}>
      {options.map(({ value, title }) => (
        <option key={value} value={value}>
          {title}
        </option>
      ))}
    </select>
  )
}

/** A box to tick, with its words. */
export function Checkbox({
  children,
  checked,
  onCheck,
  ...rest
}: Omit<InputHTMLAttributes<HTMLInputElement>, 'onChange'> & {
  children: ReactNode
  checked: boolean
  onCheck: (checked: boolean) => void
}) {
  return (
    <label className="checkbox">
      <input
        type="checkbox"
        checked={checked}
        onChange={(event) => onCheck(event.target.checked)}
        {...rest}
      />
      <span>{children}</span>
    </label>
  )
}

/** A field in a toolbar: its words in front of it. */
export function InlineField({
  label,
  children,
}: {
  label: string
  children: (id: { id: string }) => ReactNode
}) {
  const id = useId()
  return (
    <span className="inline-field">
      <label htmlFor={id}>{label}</label>
      {children({ id })}
    </span>
  )
}
