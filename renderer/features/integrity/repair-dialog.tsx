import { useState } from 'react'
import type { FirnError } from '../../../shared/contract/errors.ts'
import type { RepairResult } from '../../../shared/contract/integrity.ts'
import { useClient } from '../../client/client.tsx'
import { asFirnError, useAnswer } from '../../client/use-answer.ts'
import { Button } from '../../components/button.tsx'
import { Dialog } from '../../components/dialog.tsx'
import { Field } from '../../components/field.tsx'
import { counted } from '../../components/figures.ts'
import { ErrorPanel, Skeleton } from '../../components/states.tsx'
import { refreshCatalogue } from '../../workbench/catalogue.ts'
import { CommandLine } from '../../workbench/command/command-line.tsx'

/** Shows what would be mended and what cannot be, before anything is done. */
export function RepairDialog({ onClose }: { onClose: () => void }) {
  const client = useClient()
  const plan = useAnswer('integrity.plan', {})
  const [result, setResult] = useState<RepairResult>()
  const [error, setError] = useState<FirnError>()
  const [busy, setBusy] = useState(false)
  const steps = plan.data?.steps ?? []

  const repair = async () => {
    if (busy || result !== undefined || steps.length === 0) return
    setBusy(true)
    setError(undefined)
    try {
      setResult(await client.call('integrity.repair', {}))
      await refreshCatalogue(client)
    } catch (thrown) {
      setError(asFirnError(thrown))
    } finally {
      setBusy(false)
    }
  }
  return (
    <Dialog
      title="Repair the store"
      description="No version that can be read is changed"
      width="wide"
      onClose={onClose}
      onSubmit={() => void repair()}
      actions={
        result === undefined ? (
          <>
            <Button onClick={onClose}>Cancel</Button>
            <Button type="submit" look="primary" disabled={busy || steps.length === 0}>
              {steps.length === 0 ? 'Nothing to repair' : `Repair: ${counted(steps.length, 'step')}`}
            </Button>
          </>
        ) : (
          <Button look="primary" onClick={onClose}>
            Close
          </Button>
        )
      }
    >
      <div role="status" aria-label={result === undefined ? 'What will happen' : 'What was done'}>
        {plan.data === undefined && plan.loading && <Skeleton lines={3} />}
        {result === undefined && plan.data !== undefined && (
          <>
            <p>
              {steps.length === 0
                ? 'Nothing of what is wrong can be mended from what this machine has.'
                : `${counted(steps.length, 'step')} from what this machine has:`}
            </p>
            <Steps texts={steps.map(({ text, snapshots }) => [text, snapshots] as const)} />
            {plan.data.left.length > 0 && <p>{counted(plan.data.left.length, 'finding')} will be left.</p>}
          </>
        )}
        {result !== undefined && (
          <>
            <p>
              <b>{counted(result.done.length, 'step')} done.</b>{' '}
              {result.left.length === 0
                ? 'Nothing is wrong any more.'
                : `${counted(result.left.length, 'finding')} left.`}
            </p>
            <Steps texts={result.done.map(({ text, snapshots }) => [text, snapshots] as const)} />
            <Steps
              texts={result.failed.map(({ step, problem }) => [`${step.text} ${problem}`, []] as const)}
            />
          </>
        )}
      </div>
      <Field label="As command">{() => <CommandLine command="firn repair --apply" />}</Field>
      {(error ?? plan.error) !== undefined && <ErrorPanel error={(error ?? plan.error) as FirnError} />}
    </Dialog>
  )
}

function Steps({ texts }: { texts: readonly (readonly [text: string, versions: readonly string[]])[] }) {
  return (
    <ul className="integrity-steps">
      {texts.map(([text, versions]) => (
        <li key={text}>
          {text} {versions.length > 0 && <span className="muted">({versions.join(', ')})</span>}
        </li>
      ))}
    </ul>
  )
}
