import { Choice, TextInput } from '../../components/field.tsx'
import { Skeleton } from '../../components/states.tsx'
import { ColumnRoles } from './column-roles.tsx'
import { type FreezeDraft, presentRoles, withRoles, withSource } from './draft.ts'
import { FreezeField, SourcePart } from './source-part.tsx'
import type { FreezePlanning } from './use-freeze-plan.ts'

/** Which rows and columns go in, and what the columns are for. */
export function ColumnsPart({
  draft,
  planning: { plan, problems, error, stale, waiting },
  onDraft,
}: {
  draft: FreezeDraft
  planning: FreezePlanning
  onDraft: (change: Partial<FreezeDraft>) => void
}) {
  const roles = plan === undefined ? {} : presentRoles(plan, draft.roles, stale || error !== undefined)
  const columns = (plan?.columns ?? []).map((one) => ({ ...one, role: roles[one.name] ?? one.role }))
  const whereProblem =
    error !== undefined && error.context.sql === draft.where.trim()
      ? [error.message, error.hint ?? ''].join(' ').trim()
      : undefined
  return (
    <section aria-label="Columns and rows" className="freeze-first">
      {plan === undefined ? (
        <>
          <div className="freeze-heading">
            <h3>Columns</h3>
          </div>
          {waiting ? (
            <Skeleton lines={6} label="Loading columns" />
          ) : (
            <p className="muted small">What each is for: id, feature, label, weight, or nothing</p>
          )}
        </>
      ) : (
        <ColumnRoles
          columns={columns}
          onRole={(names, role) => onDraft({ roles: withRoles(draft.roles, roles, names, role) })}
        />
      )}
      <div className="freeze-rows">
        <SourcePart
          source={draft.source}
          problem={problems.source}
          onSource={(source) => onDraft(withSource(draft, source))}
        />
        <FreezeField label="only rows" problem={whereProblem}>
          {(ids) => (
            <TextInput
              {...ids}
              className="code"
              placeholder="all, or e.g. seconds > 0"
              value={draft.where}
              onChange={(event) => onDraft({ where: event.target.value })}
            />
          )}
        </FreezeField>
        <FreezeField label="duplicates">
          {(ids) => (
            <Choice
              {...ids}
              value={draft.dedupe}
              onChoose={(dedupe) => onDraft({ dedupe })}
              options={[
                { value: 'none', title: 'keep all rows' },
                { value: 'exact', title: 'remove exact duplicates' },
              ]}
            />
          )}
        </FreezeField>
      </div>
    </section>
  )
}
