import { useState } from 'react'
import type { FirnError } from '../../../shared/contract/errors.ts'
import { useClient } from '../../client/client.tsx'
import { asFirnError, useAnswer } from '../../client/use-answer.ts'
import { Button } from '../../components/button.tsx'
import { Dialog } from '../../components/dialog.tsx'
import { Field, TextInput } from '../../components/field.tsx'
import { bytes, counted } from '../../components/figures.ts'
import { ErrorPanel, Skeleton } from '../../components/states.tsx'
import { toast } from '../../components/toast/announcements.ts'
import { CommandLine } from '../../workbench/command/command-line.tsx'
import { refreshCatalogue } from '../../workbench/catalogue.ts'

/** Shows which old versions would go, which are kept and why, before any of them goes. */
export function ExpireDialog({
  dataset,
  count,
  onClose,
}: {
  dataset: string
  count: number
  onClose: () => void
}) {
  const client = useClient()
  const [text, setText] = useState(String(Math.max(1, Math.min(7, count))))
  const [error, setError] = useState<FirnError>()
  const [busy, setBusy] = useState(false)
  const keepLast = Number(text)
  const valid = Number.isInteger(keepLast) && keepLast >= 1
  const plan = useAnswer('dataset.expire', valid ? { dataset, keepLast, dryRun: true } : undefined)
  const going = plan.data?.expired ?? []

  const expire = async () => {
    if (!valid || going.length === 0 || busy) return
    setBusy(true)
    setError(undefined)
    try {
      const done = await client.call('dataset.expire', { dataset, keepLast, dryRun: false })
      await refreshCatalogue(client)
      toast('good', `Expired ${counted(done.expired.length, 'version')} of ${dataset}`)
      onClose()
    } catch (thrown) {
      setError(asFirnError(thrown))
    } finally {
      setBusy(false)
    }
  }
  return (
    <Dialog
      title="Expire old versions"
      description={dataset}
      onClose={onClose}
      onSubmit={() => void expire()}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="danger" disabled={going.length === 0 || busy}>
            {going.length === 0 ? 'Nothing to expire' : `Expire ${counted(going.length, 'version')}`}
          </Button>
        </>
      }
    >
      <Field label="Keep the last" problem={valid ? undefined : 'a whole number from 1 on'}>
        {(ids) => (
          <TextInput
            {...ids}
            autoFocus
            inputMode="numeric"
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
        )}
      </Field>
      <div className="expire-plan" role="status" aria-label="What will happen">
        {plan.data === undefined && plan.loading && <Skeleton lines={2} />}
        {plan.data !== undefined && (
          <>
            <p>
              {going.length === 0 ? (
                'No version goes.'
              ) : (
                <>
                  <b>{going.map((version) => `v${version}`).join(', ')}</b>{' '}
                  {going.length === 1 ? 'goes' : 'go'}; collection may then free {bytes(plan.data.freedBytes)}
                  .
                </>
              )}
            </p>
            {plan.data.kept.length + plan.data.usedBy.length > 0 && (
              <ul>
                {plan.data.usedBy.map(({ version, references }) => (
                  <li key={version}>
                    v{version} goes: {counted(references.length, 'version')} made of it stay and can be
                    rebuilt
                  </li>
                ))}
                {plan.data.kept.map(({ version, why }) => (
                  <li key={version}>
                    v{version} stays: {why}
                  </li>
                ))}
              </ul>
            )}
          </>
        )}
      </div>
      <Field label="As command">
        {() => <CommandLine command={`firn expire ${dataset} --keep-last ${valid ? text.trim() : 'N'}`} />}
      </Field>
      {(error ?? plan.error) !== undefined && <ErrorPanel error={(error ?? plan.error) as FirnError} />}
    </Dialog>
  )
}
