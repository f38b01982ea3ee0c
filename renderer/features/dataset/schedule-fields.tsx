import { useAnswer } from '../../client/use-answer.ts'
import { Checkbox, Choice, Field, TextInput } from '../../components/field.tsx'
import { moment } from '../../components/figures.ts'
import { type ScheduleMode, type SettingsDraft, timesOf } from './schedule-draft.ts'

const modes: readonly { readonly value: ScheduleMode; readonly title: string }[] = [
  { value: 'off', title: 'Off' },
  { value: 'hourly', title: 'Hourly' },
  { value: 'daily', title: 'Daily' },
  { value: 'weekly', title: 'Weekly' },
  { value: 'every', title: 'Every so often' },
  { value: 'cron', title: 'By a pattern' },
]

const days = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'].map(
  (title, day) => ({ value: String(day), title }),
)

/** When the source is taken again, and what happens after that. */
export function ScheduleFields({
  draft,
  onEdit,
}: {
  draft: SettingsDraft
  onEdit: (part: Partial<SettingsDraft>) => void
}) {
  const { mode } = draft
  const times = timesOf(draft)
  const preview = useAnswer('schedule.preview', times === undefined ? undefined : { times })
  const problem =
    mode !== 'off' && times === undefined
      ? mode === 'every'
        ? 'A number and m, h, d or w, such as 30m or 6h'
        : mode === 'cron'
          ? 'Five fields, such as 0 9 * * 1-5'
          : 'A time of day, such as 09:00'
      : preview.error?.message
  const next = preview.data?.next.map((at) => moment(at)).join(', ') ?? ''
  const hint =
    mode === 'off' ? (
      'Snapshots are taken when somebody takes one'
    ) : (
      <span role="status" aria-label="Next runs">
        {next === '' ? '' : `Next: ${next}`}
      </span>
    )
  const hasClock = mode === 'hourly' || mode === 'daily' || mode === 'weekly'
  return (
    <>
      <Field label="Take again" hint={hint} problem={problem}>
        {(ids) => (
          <div className="schedule-fields">
            <Choice {...ids} value={mode} options={modes} onChoose={(chosen) => onEdit({ mode: chosen })} />
            {mode === 'weekly' && (
              <Choice
                aria-label="Day of the week"
                value={String(draft.weekday)}
                options={days}
                onChoose={(day) => onEdit({ weekday: Number(day) })}
              />
            )}
            {hasClock && (
              <TextInput
                aria-label={mode === 'hourly' ? 'Minute, as 00:15' : 'Time of day'}
                className="code schedule-clock"
                value={draft.clock}
                onChange={(event) => onEdit({ clock: event.target.value })}
              />
            )}
            {mode === 'every' && (
              <TextInput
                aria-label="Time between runs"
                className="code schedule-clock"
                value={draft.every}
                onChange={(event) => onEdit({ every: event.target.value })}
              />
            )}
            {mode === 'cron' && (
              <TextInput
                aria-label="Minute, hour, day of month, month, day of week"
                className="code"
                value={draft.cron}
                onChange={(event) => onEdit({ cron: event.target.value })}
              />
            )}
          </div>
        )}
      </Field>
      {mode !== 'off' && mode !== 'every' && (
        <Field
          label="Time zone"
          hint="Where clocks are changed, a time that is skipped is taken when they have gone on, one that comes twice once"
        >
          {(ids) => (
            <TextInput
              {...ids}
              className="code schedule-zone"
              value={draft.zone}
              onChange={(event) => onEdit({ zone: event.target.value.trim() })}
            />
          )}
        </Field>
      )}
      {mode !== 'off' && (
        <Field
          label="Afterwards"
          hint={
            draft.expire
              ? 'What goes cannot be seen any more; its bytes are deleted a day later. Pinned versions always stay'
              : 'It runs while Firn or its server runs, and takes once what was missed meanwhile'
          }
        >
          {(ids) => (
            <Checkbox {...ids} checked={draft.expire} onCheck={(expire) => onEdit({ expire })}>
              Let old versions go by the rules below, and delete what nothing needs
            </Checkbox>
          )}
        </Field>
      )}
    </>
  )
}
