import {
  type KeepPreset,
  type KeepRuleName,
  keepPresets,
  keepRuleNames,
} from '../../../shared/model/retention.ts'
import { Button } from '../../components/button.tsx'
import { Field, TextInput } from '../../components/field.tsx'
import { type KeepTexts, ruleProblem, textsOf } from './keep-texts.ts'

const words: Readonly<Record<KeepRuleName, string>> = {
  last: 'last',
  hourly: 'hours',
  daily: 'days',
  weekly: 'weeks',
  monthly: 'months',
  yearly: 'years',
}

/** How many versions are kept: the newest, and the newest of each hour, day, week, month and year. */
export function KeepRulesFields({
  texts,
  onTexts,
  focused = true,
}: {
  texts: KeepTexts
  onTexts: (texts: KeepTexts) => void
  /** Whether they are what people came for. */
  focused?: boolean
}) {
  const problem = keepRuleNames.map((name) => ruleProblem(texts[name])).find((one) => one !== undefined)
  return (
    <>
      <Field label="Keep" problem={problem} hint="The newest so many, and the newest of each period">
        {(ids) => (
          <div {...ids} className="keep-rules" role="group" aria-label="Keep">
            {keepRuleNames.map((name, position) => (
              <label key={name}>
                <TextInput
                  autoFocus={focused && position === 0}
                  inputMode="numeric"
                  aria-label={name === 'last' ? 'Keep the last' : `Keep ${name}`}
                  aria-invalid={ruleProblem(texts[name]) !== undefined}
                  placeholder="–"
                  value={texts[name]}
                  onChange={(event) => onTexts({ ...texts, [name]: event.target.value })}
                />
                <span>{words[name]}</span>
              </label>
            ))}
          </div>
        )}
      </Field>
      <Field label="Presets">
        {(ids) => (
          <div {...ids} className="keep-presets" role="group" aria-label="Presets">
            {(Object.keys(keepPresets) as KeepPreset[]).map((name) => (
              <Button key={name} onClick={() => onTexts(textsOf(keepPresets[name]))}>
                {name.charAt(0).toUpperCase() + name.slice(1)}
              </Button>
            ))}
          </div>
        )}
      </Field>
    </>
  )
}
