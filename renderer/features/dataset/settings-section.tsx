import { useEffect, useState } from 'react'
import type { DatasetSettings } from '../../../shared/contract/schedule.ts'
import type { DatasetSummary } from '../../../shared/model/dataset.ts'
import { useClient } from '../../client/client.tsx'
import { useAct } from '../../client/use-act.ts'
import { useAnswer } from '../../client/use-answer.ts'
import { Button } from '../../components/button.tsx'
import { Field } from '../../components/field.tsx'
import { Banner, ErrorPanel, Skeleton } from '../../components/states.tsx'
import { toast } from '../../components/toast/announcements.ts'
import { useCatalogue } from '../../workbench/catalogue.ts'
import { CommandLine } from '../../workbench/command/command-line.tsx'
import { useReadOnly } from '../../workbench/session.ts'
import { RetentionFields } from './retention-fields.tsx'
import { changeCommand, changeOf, draftOf, type SettingsDraft } from './schedule-draft.ts'
import { ScheduleFields } from './schedule-fields.tsx'
import { ScheduleFacts } from './schedule-facts.tsx'
import { SourceField } from './source-field.tsx'
import './dataset-settings.css'

/** Where a dataset is taken from, when it is taken again, and which of its versions stay. */
export function SettingsSection({ summary }: { summary: DatasetSummary }) {
  const changes = useCatalogue((state) => state.changes)
  const settings = useAnswer('dataset.settings', { dataset: summary.name })
  const { reload } = settings
  useEffect(() => {
    reload()
  }, [changes, reload])
  if (settings.error !== undefined && settings.data === undefined)
    return <ErrorPanel error={settings.error} onRetry={reload} />
  if (settings.data === undefined) return <Skeleton lines={6} />
  return <SettingsForm summary={summary} settings={settings.data} onSaved={reload} />
}

function machineZone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone
}

function SettingsForm({
  summary,
  settings,
  onSaved,
}: {
  summary: DatasetSummary
  settings: DatasetSettings
  onSaved: () => void
}) {
  const client = useClient()
  const readOnly = useReadOnly()
  const { busy, error, act } = useAct()
  const [edited, setEdited] = useState<SettingsDraft>()
  const { name: dataset, kind } = summary
  const draft = edited ?? draftOf(settings, machineZone())
  const edit = (part: Partial<SettingsDraft>) => setEdited({ ...draft, ...part })
  const change = changeOf(draft, settings)
  const isChanged = change !== undefined && Object.keys(change).length > 0

  const save = () =>
    act(async () => {
      if (!isChanged) return
      await client.call('dataset.setSettings', { dataset, ...change })
      setEdited(undefined)
      onSaved()
      toast('good', `Saved the settings of ${dataset}`)
    })
  return (
    <form
      className="dataset-settings scroll fill"
      aria-label={`Settings of ${dataset}`}
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        void save()
      }}
    >
      {readOnly !== undefined && <Banner tone="info">Nothing can be changed here: {readOnly}</Banner>}
      {kind === 'raw' && <ScheduleFacts dataset={dataset} />}
      <fieldset disabled={readOnly !== undefined || busy}>
        {kind === 'raw' ? (
          <>
            <section aria-label="Source">
              <h2>Source</h2>
              <SourceField draft={draft} onEdit={edit} followsNewest={!settings.sourcesSet} />
            </section>
            <section aria-label="Schedule">
              <h2>Schedule</h2>
              <ScheduleFields draft={draft} onEdit={edit} />
            </section>
          </>
        ) : (
          <p className="secondary">
            {dataset} is made of other datasets and not taken from files. What it is made of can have a
            schedule.
          </p>
        )}
        <section aria-label="Retention">
          <h2>Retention</h2>
          <RetentionFields
            dataset={dataset}
            versions={summary.versions}
            draft={draft}
            onEdit={edit}
            isSaved={!isChanged}
          />
        </section>
      </fieldset>
      {error !== undefined && <ErrorPanel error={error} />}
      {isChanged && (
        <Field label="As command">{() => <CommandLine command={changeCommand(dataset, change)} />}</Field>
      )}
      <footer>
        <Button type="submit" look="primary" disabled={!isChanged || busy || readOnly !== undefined}>
          Save settings
        </Button>
        {edited !== undefined && <Button onClick={() => setEdited(undefined)}>Discard changes</Button>}
        <span className="secondary small">
          Settings are part of the dataset’s history: who changed them and when stays in its log.
        </span>
      </footer>
    </form>
  )
}
