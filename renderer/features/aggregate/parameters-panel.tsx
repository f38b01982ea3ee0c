import { X } from 'lucide-react'
import { IconButton } from '../../components/button.tsx'
import { TextInput } from '../../components/field.tsx'
import type { DraftParameter } from './draft.ts'

/** Values for the `$name`s of the steps: the recipe's own, and others for this run. */
export function ParametersPanel({
  parameters,
  onParameter,
}: {
  parameters: readonly (DraftParameter & { readonly name: string; readonly used: boolean })[]
  /** No value: it goes. */
  onParameter: (name: string, values: DraftParameter | undefined) => void
}) {
  return (
    <section aria-label="Parameters">
      <h3>Parameters</h3>
      {parameters.length === 0 ? (
        <p className="muted small">
          Write <span className="code">$day</span> in a step, and its value is asked for here
        </p>
      ) : (
        <div className="parameters">
          <span />
          <span className="muted small">usual value</span>
          <span className="muted small">this run</span>
          <span />
          {parameters.map(({ name, usual, given, used }) => (
            <div key={name} className="parameter">
              <span
                className="code ellipsis"
                title={used ? `$${name}` : `$${name} is used by no step`}
                data-unused={used ? undefined : ''}
              >
                ${name}
              </span>
              <TextInput
                aria-label={`Usual value of ${name}`}
                value={usual}
                onChange={(event) => onParameter(name, { usual: event.target.value, given })}
              />
              <TextInput
                aria-label={`Value of ${name} for this run`}
                placeholder={usual === '' ? 'needed' : usual}
                value={given}
                onChange={(event) => onParameter(name, { usual, given: event.target.value })}
              />
              {used ? (
                <span />
              ) : (
                <IconButton label={`Remove ${name}`} onClick={() => onParameter(name, undefined)}>
                  <X size={12} aria-hidden="true" />
                </IconButton>
              )}
            </div>
          ))}
        </div>
      )}
    </section>
  )
}
