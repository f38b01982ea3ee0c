import { useClient } from '../../client/client.tsx'
import { isDesktop } from '../../client/host.ts'
import { asFirnError } from '../../client/use-answer.ts'
import { Button } from '../../components/button.tsx'
import { Field } from '../../components/field.tsx'
import { toast } from '../../components/toast/announcements.ts'
import type { SettingsDraft } from './schedule-draft.ts'

/** Folders, files and patterns that a dataset is taken from. */
export function SourceField({
  draft,
  onEdit,
  followsNewest,
}: {
  draft: SettingsDraft
  onEdit: (part: Partial<SettingsDraft>) => void
  /** It is where the newest version was taken from, and not set. */
  followsNewest: boolean
}) {
  const client = useClient()
  const choose = (host: 'host.chooseFolder' | 'host.chooseFiles', title: string) => {
    client.callHost(host, { title }).then(
      ({ paths }) => paths.length > 0 && onEdit({ sources: paths.join('\n') }),
      (error: unknown) => toast('bad', asFirnError(error).message),
    )
  }
  return (
    <Field
      label="Taken from"
      hint={
        followsNewest
          ? 'As the newest version was taken. One folder, file or pattern in each line; they are only read'
          : 'One folder, file or pattern in each line; they are only read. Empty: as the newest version was taken'
      }
    >
      {(ids) => (
        <div className="source-field">
          <textarea
            {...ids}
            className="input code"
            rows={Math.min(6, Math.max(2, draft.sources.split('\n').length))}
            spellCheck={false}
            value={draft.sources}
            onChange={(event) => onEdit({ sources: event.target.value })}
          />
          {isDesktop() && (
            <span>
              <Button onClick={() => choose('host.chooseFolder', 'Folder to take')}>Choose folder…</Button>
              <Button onClick={() => choose('host.chooseFiles', 'Files to take')}>Choose files…</Button>
            </span>
          )}
        </div>
      )}
    </Field>
  )
}
