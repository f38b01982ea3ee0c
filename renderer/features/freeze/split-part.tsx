import type { FreezePlan } from '../../../shared/model/receipt.ts'
import { Checkbox, Choice, TextInput } from '../../components/field.tsx'
import { count, counted } from '../../components/figures.ts'
import { Skeleton } from '../../components/states.tsx'
import type { FreezeDraft } from './draft.ts'
import { Holdings } from './holdings.tsx'
import { FreezeField } from './source-part.tsx'
import { SplitBar, SplitShares } from './split-shares.tsx'
import type { FreezePlanning } from './use-freeze-plan.ts'

/** How the rows are divided, and what that gives. */
export function SplitPart({
  draft,
  planning: { plan, exists, inherits, problems, waiting },
  onDraft,
}: {
  draft: FreezeDraft
  planning: FreezePlanning
  onDraft: (change: Partial<FreezeDraft>) => void
}) {
  return (
    <section aria-label="Split">
      <div className="freeze-heading">
        <h3>Split</h3>
        {exists && (
          <Checkbox
            checked={draft.anew}
            onCheck={(anew) => onDraft({ anew, ...(plan === undefined ? {} : ruleOf(plan)) })}
          >
            divide anew
          </Checkbox>
        )}
      </div>
      {inherits ? (
        <InheritedSplit plan={plan} />
      ) : (
        <>
          <SplitBar shares={draft.split} />
          <SplitShares shares={draft.split} onShares={(split) => onDraft({ split })} />
          {problems.split !== undefined && (
            <p className="field-problem small" role="alert">
              {problems.split}
            </p>
          )}
          <FreezeField
            label="stratify"
            hint={draft.stratify === '' ? undefined : 'Each split holds the same share of each class'}
          >
            {(ids) => (
              <Choice
                {...ids}
                value={draft.stratify}
                onChoose={(stratify) => onDraft({ stratify })}
                options={[
                  { value: '', title: 'no' },
                  ...(plan?.columns ?? [])
                    .filter(({ role }) => role !== 'id')
                    .sort((a, b) => Number(b.role === 'label') - Number(a.role === 'label'))
                    .map(({ name, role }) => ({
                      value: name,
                      title: role === 'label' ? `${name} (label)` : name,
                    })),
                ]}
              />
            )}
          </FreezeField>
          <FreezeField label="seed" problem={problems.seed}>
            {(ids) => (
              <TextInput
                {...ids}
                inputMode="numeric"
                value={draft.seed}
                onChange={(event) => onDraft({ seed: event.target.value.trim() })}
              />
            )}
          </FreezeField>
        </>
      )}
      <div className="freeze-heading">
        <h3>What it will hold</h3>
        {plan !== undefined && <span className="muted small">all {counted(plan.rows.kept, 'row')}</span>}
      </div>
      {plan === undefined ? (
        waiting ? (
          <Skeleton lines={4} label="Computing what it will hold" />
        ) : (
          <p className="muted small">Rows of each split, and the share that each class has in them</p>
        )
      ) : (
        <>
          <div className="freeze-holdings">
            <Holdings label="What it will hold" splits={plan.splits} mostClasses={3} />
          </div>
          <p className="muted small freeze-note">
            {leaving(plan)} Rows keep their split when the data grows.
          </p>
        </>
      )}
    </section>
  )
}

/** What an earlier version was divided by, to change some of it. */
function ruleOf({ rule }: FreezePlan): Pick<FreezeDraft, 'split' | 'stratify' | 'seed'> {
  return { split: rule.shares, stratify: rule.stratify ?? '', seed: rule.seed }
}

/** The rule of an earlier version: shown, not changed. */
function InheritedSplit({ plan }: { plan: FreezePlan | undefined }) {
  if (plan === undefined) return <Skeleton lines={2} label="Loading the split" />
  const { rule, dataset } = plan
  return (
    <>
      <SplitBar shares={rule.shares} />
      <p className="freeze-inherited small">
        <b>Rows keep their split since v{rule.inheritedFrom ?? 1}.</b> Seed {rule.seed}
        {rule.stratify === undefined ? '' : `, stratified by ${rule.stratify}`}, as {dataset} was frozen
        first.
      </p>
    </>
  )
}

function leaving({ rows, duplicates }: FreezePlan): string {
  const filtered = rows.source - rows.filtered
  return [
    filtered > 0 ? `${counted(filtered, 'row')} left out by the filter.` : '',
    duplicates.removed > 0
      ? `${counted(duplicates.removed, 'exact duplicate')} leave.`
      : duplicates.equalRows > 0
        ? `${duplicates.equalRows === 1 ? '1 row has' : `${count(duplicates.equalRows)} rows have`} an equal one and stay.`
        : '',
  ]
    .filter((part) => part !== '')
    .join(' ')
}
