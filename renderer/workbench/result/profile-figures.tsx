import type { ColumnProfile, ProfileBar } from '../../../shared/model/profile.ts'
import type { ValueKind } from '../../../shared/model/value.ts'
import { Bars, FrequentValues } from '../../components/charts.tsx'
import { count, counted } from '../../components/figures.ts'
import { valueText } from '../../components/result-grid/value-text.ts'
import { KeyValues } from '../../components/states.tsx'
import './result-view.css'

/** `all 1,204,331 rows`, or what part of them. */
export function coveredRows({ covers }: Pick<ColumnProfile, 'covers'>): string {
  return covers.all ? `all ${counted(covers.rows, 'row')}` : `sample of ${counted(covers.rows, 'row')}`
}

/** The histogram or the most frequent values as bars, with both ends of the axis. */
export function DistributionBars({
  profile: { name, bars, min, max },
  kind,
  onFilter,
}: {
  profile: ColumnProfile
  kind: ValueKind
  onFilter?: ((bar: ProfileBar) => void) | undefined
}) {
  if (bars.length === 0) return null
  return (
    <>
      <Bars bars={bars} kind={kind} label={`Distribution of ${name}`} onChoose={onFilter} />
      {min !== undefined && max !== undefined && bars.length > 1 && (
        <div className="histogram-ends">
          <span className="ellipsis">{valueText(min, kind)}</span>
          <span className="ellipsis">{valueText(max, kind)}</span>
        </div>
      )}
    </>
  )
}

/** Distinct values, extremes, mean and what else a column's type allows. */
export function ProfileFacts({ profile, kind }: { profile: ColumnProfile; kind: ValueKind }) {
  const value = (one: ColumnProfile['min']) => (one === undefined ? undefined : valueText(one, kind))
  const facts: (readonly [string, string | undefined])[] = [
    ['distinct', `${profile.distinctExact ? '' : 'about '}${count(profile.distinct)}`],
    ['minimum', value(profile.min)],
    ['median', value(profile.median)],
    [
      'mean',
      profile.mean === undefined ? undefined : valueText(Number(profile.mean.toPrecision(6)), 'double'),
    ],
    ['maximum', value(profile.max)],
    ['sum', value(profile.sum)],
    ['longest', profile.longest === undefined ? undefined : counted(profile.longest, 'character')],
    ['missing', count(profile.missing)],
  ]
  return (
    <KeyValues facts={facts.flatMap(([name, text]) => (text === undefined ? [] : [[name, text] as const]))} />
  )
}

/** The most frequent values with their rows, where any occurs more than once. */
export function MostFrequent({
  profile: { mostFrequent },
  kind,
  onFilter,
}: {
  profile: ColumnProfile
  kind: ValueKind
  onFilter?: ((bar: ProfileBar) => void) | undefined
}) {
  if ((mostFrequent[0]?.rows ?? 0) <= 1) return null
  return (
    <>
      <h3>Most frequent</h3>
      <FrequentValues bars={mostFrequent} kind={kind} onChoose={onFilter} />
    </>
  )
}
