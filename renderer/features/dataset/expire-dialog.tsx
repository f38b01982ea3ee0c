import { useState } from 'react'
import type { FirnError } from '../../../shared/contract/errors.ts'
import { keepRulesOptions, keepRulesText } from '../../../shared/model/retention.ts'
import { useClient } from '../../client/client.tsx'
import { useAct } from '../../client/use-act.ts'
import { useAnswer } from '../../client/use-answer.ts'
import { Button } from '../../components/button.tsx'
import { Dialog } from '../../components/dialog.tsx'
import { Checkbox, Field } from '../../components/field.tsx'
import { counted } from '../../components/figures.ts'
import { ErrorPanel, Skeleton } from '../../components/states.tsx'
import { toast } from '../../components/toast/announcements.ts'
import { CommandLine } from '../../workbench/command/command-line.tsx'
import { refreshCatalogue } from '../../workbench/catalogue.ts'
import { ExpirePlan } from './expire-plan.tsx'
import { KeepRulesFields } from './keep-rules-fields.tsx'
import { type KeepTexts, rulesOf, textsOf } from './keep-texts.ts'

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
  const policy = useAnswer('dataset.policy', { dataset })
  const [chosen, setChosen] = useState<KeepTexts>()
  const [remember, setRemember] = useState<boolean>()
  const { busy, error, act } = useAct()
  const texts = chosen ?? textsOf(policy.data?.keep ?? { last: Math.max(1, Math.min(7, count)) })
  const keep = rulesOf(texts)
  const isPolicy = remember ?? policy.data?.keep !== undefined
  const plan = useAnswer('dataset.expire', keep === undefined ? undefined : { dataset, keep, dryRun: true })
  const going = plan.data?.expired ?? []
  const options = keep === undefined ? '' : ` ${keepRulesOptions(keep)}`
  const changesPolicy =
    isPolicy && keep !== undefined && keepRulesOptions(policy.data?.keep ?? {}) !== keepRulesOptions(keep)

  const expire = () => {
    if (keep === undefined || (going.length === 0 && !changesPolicy)) return
    void act(async () => {
      if (changesPolicy) await client.call('dataset.setPolicy', { dataset, keep })
      const done = await client.call('dataset.expire', { dataset, keep, dryRun: false })
      await refreshCatalogue(client)
      toast(
        'good',
        done.expired.length === 0
          ? `${dataset} keeps ${keepRulesText(keep)} from now on`
          : `Expired ${counted(done.expired.length, 'version')} of ${dataset}`,
      )
      onClose()
    })
  }
  return (
    <Dialog
      title="Expire old versions"
      description={dataset}
      onClose={onClose}
      onSubmit={expire}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            type="submit"
            look={going.length === 0 ? 'primary' : 'danger'}
            disabled={busy || keep === undefined || (going.length === 0 && !changesPolicy)}
          >
            {going.length > 0
              ? `Expire ${counted(going.length, 'version')}`
              : changesPolicy
                ? 'Set the policy'
                : 'Nothing to expire'}
          </Button>
        </>
      }
    >
      <KeepRulesFields texts={texts} onTexts={setChosen} />
      <Field label="Policy">
        {(ids) => (
          <Checkbox {...ids} checked={isPolicy} onCheck={setRemember}>
            Remember these rules for {dataset}
          </Checkbox>
        )}
      </Field>
      <Field label="As command">
        {() => (
          <CommandLine
            command={
              changesPolicy
                ? `firn policy ${dataset}${options} && firn expire ${dataset}`
                : `firn expire ${dataset}${options}`
            }
          />
        )}
      </Field>
      <div className="expire-plan" role="status" aria-label="What will happen">
        {plan.data === undefined && plan.loading && <Skeleton lines={2} />}
        {plan.data !== undefined && <ExpirePlan plan={plan.data} />}
      </div>
      {(error ?? plan.error) !== undefined && <ErrorPanel error={(error ?? plan.error) as FirnError} />}
    </Dialog>
  )
}
