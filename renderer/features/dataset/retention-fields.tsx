import { useEffect, useState } from 'react'
import { useAnswer } from '../../client/use-answer.ts'
import { Button } from '../../components/button.tsx'
import { ErrorPanel, Skeleton } from '../../components/states.tsx'
import { useCatalogue } from '../../workbench/catalogue.ts'
import { ExpireDialog } from './expire-dialog.tsx'
import { ExpirePlan } from './expire-plan.tsx'
import { KeepRulesFields } from './keep-rules-fields.tsx'
import { rulesOf } from './keep-texts.ts'
import type { SettingsDraft } from './schedule-draft.ts'

/** Which versions stay, with what would go by it now. */
export function RetentionFields({
  dataset,
  versions,
  draft,
  onEdit,
  isSaved,
}: {
  dataset: string
  versions: number
  draft: SettingsDraft
  onEdit: (part: Partial<SettingsDraft>) => void
  /** The rules in sight are those of the dataset. */
  isSaved: boolean
}) {
  const changes = useCatalogue((state) => state.changes)
  const [expiring, setExpiring] = useState(false)
  const keep = rulesOf(draft.keep)
  const plan = useAnswer('dataset.expire', keep === undefined ? undefined : { dataset, keep, dryRun: true })
  const { reload } = plan
  useEffect(() => {
    reload()
  }, [changes, reload])
  const going = plan.data?.expired.length ?? 0
  return (
    <>
      <KeepRulesFields texts={draft.keep} onTexts={(texts) => onEdit({ keep: texts })} focused={false} />
      <div className="expire-plan" role="status" aria-label="What the policy would do now">
        {keep === undefined ? (
          <p>No policy: every version stays until somebody lets it go.</p>
        ) : (
          <>
            {plan.data === undefined && plan.loading && <Skeleton lines={2} />}
            {plan.data !== undefined && <ExpirePlan plan={plan.data} />}
          </>
        )}
      </div>
      {plan.error !== undefined && <ErrorPanel error={plan.error} />}
      {going > 0 && isSaved && <Button onClick={() => setExpiring(true)}>Apply the policy now…</Button>}
      {expiring && <ExpireDialog dataset={dataset} count={versions} onClose={() => setExpiring(false)} />}
    </>
  )
}
