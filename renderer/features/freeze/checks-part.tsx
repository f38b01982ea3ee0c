import { TextInput } from '../../components/field.tsx'
import { ErrorPanel, Skeleton } from '../../components/states.tsx'
import { CheckList, checkSummary } from './check-list.tsx'
import type { FreezeDraft } from './draft.ts'
import { FreezeField } from './source-part.tsx'
import type { FreezePlanning } from './use-freeze-plan.ts'

/** What was found out before freezing, and how the training set is called. */
export function ChecksPart({
  draft,
  planning: { plan, error, stale, problems, exists, waiting, reload },
  onDraft,
}: {
  draft: FreezeDraft
  planning: FreezePlanning
  onDraft: (change: Partial<FreezeDraft>) => void
}) {
  const named = draft.source.kind === 'query' || draft.source.reference !== ''
  return (
    <section aria-label="Checks and name" className="freeze-last">
      <div className="freeze-heading">
        <h3>Before it is frozen</h3>
        <span className="muted small" role="status" aria-label="State of the checks">
          {stale ? 'checking…' : plan === undefined || error !== undefined ? '' : checkSummary(plan.checks)}
        </span>
      </div>
      <div
        className="freeze-checks"
        role="region"
        aria-label="Checks"
        aria-busy={stale}
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- without a stop of its own no key scrolls it
        tabIndex={0}
      >
        {error !== undefined && <ErrorPanel error={error} onRetry={reload} />}
        {waiting && <Skeleton lines={6} label="Checking" />}
        {plan === undefined && error === undefined && !waiting && (
          <p className="muted small">Leaks, ids, labels and shares are looked at as soon as there are rows</p>
        )}
        {plan !== undefined && error === undefined && <CheckList checks={plan.checks} />}
      </div>
      <div className="freeze-naming">
        <FreezeField
          label="name"
          problem={problems.dataset}
          hint={
            plan === undefined || problems.dataset !== undefined
              ? undefined
              : exists
                ? `becomes its v${plan.nextVersion}`
                : 'a new training set, v1'
          }
        >
          {(ids) => (
            <TextInput
              {...ids}
              className="code"
              autoFocus={named}
              value={draft.dataset}
              onChange={(event) => onDraft({ dataset: event.target.value.trim() })}
            />
          )}
        </FreezeField>
        <FreezeField label="message">
          {(ids) => (
            <TextInput
              {...ids}
              placeholder="what is it for?"
              value={draft.message}
              onChange={(event) => onDraft({ message: event.target.value })}
            />
          )}
        </FreezeField>
        <FreezeField label="tag" problem={problems.tag}>
          {(ids) => (
            <TextInput
              {...ids}
              placeholder="none"
              value={draft.tag}
              onChange={(event) => onDraft({ tag: event.target.value.trim() })}
            />
          )}
        </FreezeField>
      </div>
    </section>
  )
}
