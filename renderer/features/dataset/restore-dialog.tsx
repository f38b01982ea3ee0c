import { useState } from 'react'
import type { VersionSummary } from '../../../shared/model/dataset.ts'
import { formatReference } from '../../../shared/model/reference.ts'
import { useClient } from '../../client/client.tsx'
import { useAct } from '../../client/use-act.ts'
import { Button } from '../../components/button.tsx'
import { Dialog } from '../../components/dialog.tsx'
import { Field, TextInput } from '../../components/field.tsx'
import { count } from '../../components/figures.ts'
import { ErrorPanel } from '../../components/states.tsx'
import { toast } from '../../components/toast/announcements.ts'
import { refreshCatalogue } from '../../workbench/catalogue.ts'
import { CommandLine } from '../../workbench/command/command-line.tsx'
import { quotedWord, withOptions } from '../../workbench/command/command-text.ts'

/** Makes an old version the newest again, as a new version: nothing that came between goes. */
export function RestoreDialog({
  dataset,
  version,
  next,
  onClose,
}: {
  dataset: string
  version: VersionSummary
  /** Number that the new version gets when nobody else is faster. */
  next: number
  onClose: () => void
}) {
  const client = useClient()
  const usual = `Restored v${version.version}`
  const [message, setMessage] = useState('')
  const { busy, error, act } = useAct()
  const reference = formatReference(dataset, version.version)

  const restore = () =>
    act(async () => {
      const made = await client.call('snapshot.restore', {
        reference,
        ...(message === '' ? {} : { message }),
      })
      await refreshCatalogue(client)
      if (made.changed) toast('good', `${dataset} v${made.version} holds what v${version.version} held`)
      else toast('info', `v${made.version} is the newest version and holds this already`)
      onClose()
    })
  return (
    <Dialog
      title={`Restore v${version.version}`}
      description={`Becomes ${dataset} v${next}`}
      onClose={onClose}
      onSubmit={() => void restore()}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="primary" disabled={busy}>
            Restore
          </Button>
        </>
      }
    >
      <Field label="Holds">
        {(ids) => (
          <output {...ids}>
            {count(version.rows)} {version.rows === 1 ? 'row' : 'rows'} in {count(version.files)}{' '}
            {version.files === 1 ? 'file' : 'files'} · no new bytes
          </output>
        )}
      </Field>
      <Field label="Message" hint="Later versions stay in the history">
        {(ids) => (
          <TextInput
            {...ids}
            autoFocus
            placeholder={usual}
            value={message}
            onChange={(event) => setMessage(event.target.value)}
          />
        )}
      </Field>
      <Field label="As command">
        {() => (
          <CommandLine command={withOptions(`firn restore ${quotedWord(reference)}`, [['-m', message]])} />
        )}
      </Field>
      {error !== undefined && <ErrorPanel error={error} />}
    </Dialog>
  )
}
