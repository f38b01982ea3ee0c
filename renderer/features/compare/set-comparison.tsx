import { formatReference, parseReference, splitTable } from '../../../shared/model/reference.ts'
import { type MemberDifference, memberDifferences, type SetMember } from '../../../shared/model/set.ts'
import type { SnapshotFacts } from '../../../shared/contract/store.ts'
import type { ComparedSide } from '../../../shared/model/difference.ts'
import { useAnswer } from '../../client/use-answer.ts'
import { Badge } from '../../components/badge.tsx'
import { Button } from '../../components/button.tsx'
import { bytes, count, counted, delta } from '../../components/figures.ts'
import { SmallTable } from '../../components/small-table.tsx'
import { ErrorPanel, Skeleton } from '../../components/states.tsx'
import { useCatalogue, useDataset } from '../../workbench/catalogue.ts'
import type { TabProps } from '../../workbench/feature.ts'
import { comparisonTitle, openComparison, openDataset } from '../../workbench/open.ts'
import { changeTab } from '../../workbench/tabs.ts'
import { CompareHead } from './compare-head.tsx'

/** Whether both references are whole sets; undefined until the catalogue says of which kind they are. */
export function useAreSets(a: string, b: string): boolean | undefined {
  const known = useCatalogue(({ datasets, error }) => datasets !== undefined || error !== undefined)
  const ofA = useDataset(datasetOf(a))?.kind
  const ofB = useDataset(datasetOf(b))?.kind
  if (!known) return undefined
  const whole = [a, b].every((reference) => splitTable(reference).table === undefined)
  return whole && ofA === 'set' && ofB === 'set'
}

function datasetOf(reference: string): string {
  const parsed = parseReference(reference)
  return parsed.ok ? parsed.reference.dataset : reference
}

/** Which members changed from one version of a set to another; each leads to its own comparison. */
export function SetComparison({ tab }: TabProps<'compare'>) {
  const { a, b } = tab.input
  const ofA = useAnswer('set.members', { reference: a })
  const ofB = useAnswer('set.members', { reference: b })
  const factsA = useAnswer('snapshot.show', { reference: a })
  const factsB = useAnswer('snapshot.show', { reference: b })
  const change = (next: { readonly a: string; readonly b: string }) =>
    changeTab<'compare'>(tab.id, { input: next, title: comparisonTitle(next.a, next.b) })
  const sides =
    factsA.data === undefined || factsB.data === undefined
      ? undefined
      : { a: sideOf(factsA.data), b: sideOf(factsB.data) }
  const error = ofA.error ?? ofB.error
  const members = { a: ofA.data?.members, b: ofB.data?.members }
  return (
    <div className="column fill compare-screen">
      <CompareHead
        references={{ a, b }}
        sides={sides}
        tables={{ tables: [], chosen: undefined, naming: false, choose: () => {} }}
        onChange={(side, reference) => change({ a, b, [side]: reference })}
        onSwap={() => change({ a: b, b: a })}
        onQuery={undefined}
        onExport={undefined}
      />
      {error !== undefined && (
        <ErrorPanel
          error={error}
          onRetry={() => {
            ofA.reload()
            ofB.reload()
          }}
        />
      )}
      {error === undefined && (members.a === undefined || members.b === undefined) && (
        <Skeleton lines={5} label="Comparing the two sets" />
      )}
      {members.a !== undefined && members.b !== undefined && (
        <MemberDifferences differences={memberDifferences(members.a, members.b)} />
      )}
    </div>
  )
}

function sideOf({ snapshot, id, version }: SnapshotFacts): ComparedSide {
  const { dataset, statistics, time, message } = snapshot
  const reference = formatReference(dataset, version)
  return { reference, dataset, version, id, rows: Number(statistics.rows), time, message }
}

const words = {
  added: { tone: 'added', text: '+ added' },
  removed: { tone: 'removed', text: '− removed' },
  changed: { tone: 'changed', text: '~ changed' },
  same: { tone: 'plain', text: '= same' },
} as const

function MemberDifferences({ differences }: { differences: readonly MemberDifference[] }) {
  const changed = differences.filter(({ change }) => change !== 'same').length
  return (
    <div className="compare-members scroll fill">
      <p className="small secondary" role="status">
        {changed === 0
          ? `All ${counted(differences.length, 'member')} are the same`
          : `${changed} of ${counted(differences.length, 'member')} changed`}
      </p>
      <SmallTable label="Members of both versions">
        <thead>
          <tr>
            <th>Member</th>
            <th>Change</th>
            <th>Before</th>
            <th>After</th>
            <th data-number="">Rows</th>
            <th data-number="">Size</th>
            <th aria-label="Actions" />
          </tr>
        </thead>
        <tbody>
          {differences.map((one) => (
            <MemberRow key={one.dataset} difference={one} />
          ))}
        </tbody>
      </SmallTable>
    </div>
  )
}

function MemberRow({ difference: { dataset, change, a, b } }: { difference: MemberDifference }) {
  const shown = b ?? a
  return (
    <tr>
      <th scope="row">{dataset}</th>
      <td>
        <Badge tone={words[change].tone}>{words[change].text}</Badge>
      </td>
      <td>
        <MemberVersion member={a} />
      </td>
      <td>
        <MemberVersion member={b} />
      </td>
      <td data-number="">
        {count(shown?.rows ?? 0)}
        {a !== undefined && b !== undefined && a.rows !== b.rows && (
          <small className="figure">{delta(b.rows - a.rows)}</small>
        )}
      </td>
      <td data-number="">{bytes(shown?.bytes ?? 0)}</td>
      <td>
        {change === 'changed' && a !== undefined && b !== undefined && (
          <Button
            aria-label={`Compare ${dataset}`}
            onClick={() =>
              openComparison(formatReference(dataset, a.version), formatReference(dataset, b.version))
            }
          >
            Compare
          </Button>
        )}
      </td>
    </tr>
  )
}

function MemberVersion({ member }: { member: SetMember | undefined }) {
  if (member === undefined) return <span className="muted">–</span>
  const { dataset, version } = member
  return (
    <button
      type="button"
      className="link"
      title={`Open ${dataset} v${version}`}
      onClick={() => openDataset(dataset, { version })}
    >
      v{version}
    </button>
  )
}
