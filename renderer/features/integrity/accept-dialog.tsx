import { useState } from 'react'
import type { FirnError } from '../../../shared/contract/errors.ts'
import { useClient } from '../../client/client.tsx'
import { asFirnError } from '../../client/use-answer.ts'
import { Button } from '../../components/button.tsx'
import { Dialog } from '../../components/dialog.tsx'
import { Field } from '../../components/field.tsx'
import { ErrorPanel } from '../../components/states.tsx'
import { refreshCatalogue } from '../../workbench/catalogue.ts'
import { CommandLine } from '../../workbench/command/command-line.tsx'

/** Asks before a history that went back is taken for the truth. */
export function AcceptDialog({
  problems,
  onClose,
}: {
  problems: readonly string[]
  onClose: (accepted: boolean) => void
}) {
  const client = useClient()
  const [error, setError] = useState<FirnError>()
  const [busy, setBusy] = useState(false)
  const accept = async () => {
    if (busy) return
    setBusy(true)
    try {
      await client.call('store.acceptHistory', {})
      await refreshCatalogue(client)
      onClose(true)
    } catch (thrown) {
      setError(asFirnError(thrown))
      setBusy(false)
    }
  }
  return (
    <Dialog
      title="Accept the present history"
      description="After a backup was restored, when the original is gone"
      onClose={() => onClose(false)}
      onSubmit={() => void accept()}
      actions={
        <>
          <Button onClick={() => onClose(false)}>Cancel</Button>
          <Button type="submit" look="danger" disabled={busy}>
            Accept
          </Button>
        </>
      }
    >
      <ul className="integrity-steps">
        {problems.map((problem) => (
          <li key={problem}>{problem}</li>
        ))}
      </ul>
      <p>Versions made since the backup are lost, and their numbers are given again.</p>
      <Field label="As command">{() => <CommandLine command="firn verify --accept-history" />}</Field>
      {error !== undefined && <ErrorPanel error={error} />}
    </Dialog>
  )
}
