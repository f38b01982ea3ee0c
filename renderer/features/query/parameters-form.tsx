import { TextInput } from '../../components/field.tsx'

/** Values for the `$name`s of a script. */
export function ParametersForm({
  names,
  values,
  onValue,
  onRun,
}: {
  names: readonly string[]
  values: { readonly [name: string]: string }
  onValue: (name: string, value: string) => void
  onRun: () => void
}) {
  return (
    <form
      className="query-parameters"
      aria-label="Parameters"
      onSubmit={(event) => {
        event.preventDefault()
        onRun()
      }}
    >
      <span className="muted small">Parameters</span>
      {names.map((name) => (
        <label key={name}>
          <span className="code">${name}</span>
          <TextInput value={values[name] ?? ''} onChange={(event) => onValue(name, event.target.value)} />
        </label>
      ))}
      <button type="submit" className="visually-hidden" tabIndex={-1}>
        Run with these values
      </button>
    </form>
  )
}
