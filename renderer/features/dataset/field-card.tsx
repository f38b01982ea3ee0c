import type { ColumnProfile, ProfileBar } from '../../../shared/model/profile.ts'
import type { Column } from '../../../shared/model/table.ts'
import { isNumeric, valueKind } from '../../../shared/model/value.ts'
import { Badge } from '../../components/badge.tsx'
import { Bars, ShareBar } from '../../components/charts.tsx'
import { count, counted, share } from '../../components/figures.ts'
import { barText, rawText, valueText } from '../../components/result-grid/value-text.ts'
import { typeWords } from '../../components/type-words.ts'
import { isMixed } from './mixed.ts'

/** One field: its distribution, its missing share and its figures in a line. */
export function FieldCard({
  column,
  rows,
  profile,
  loading,
  onFilter,
}: {
  column: Column
  rows: number
  profile: ColumnProfile | undefined
  loading: boolean
  onFilter: (bar: ProfileBar) => void
}) {
  const missing = profile === undefined ? rows - column.present : profile.missing
  const all = profile?.covers.rows ?? rows
  const line = profile === undefined ? missingWords(missing, all) : words(profile)
  return (
    <article className="field-card" aria-label={column.name}>
      <header>
        <b className="ellipsis" title={column.name}>
          {column.name}
        </b>
        <small className="ellipsis" title={column.type}>
          {typeWords(column.type)}
        </small>
        {isMixed(column) && <Badge tone="changed">mixed</Badge>}
        {valueKind(column.type) === 'time' && <Badge>time</Badge>}
      </header>
      <Distribution profile={profile} loading={loading} onFilter={onFilter} />
      <ShareBar parts={[{ title: 'with a value', rows: all - missing }]} missing={missing} all={all} />
      <p className="secondary small ellipsis" title={profile === undefined ? line : exactWords(profile)}>
        {line}
      </p>
    </article>
  )
}

function Distribution({
  profile,
  loading,
  onFilter,
}: {
  profile: ColumnProfile | undefined
  loading: boolean
  onFilter: (bar: ProfileBar) => void
}) {
  if (profile === undefined) return <div className={loading ? 'field-card-wait' : 'field-card-none'} />
  if (profile.bars.length > 0)
    return (
      <Bars
        bars={profile.bars}
        kind={valueKind(profile.type)}
        label={`Distribution of ${profile.name}`}
        height={36}
        onChoose={onFilter}
      />
    )
  const values = profile.covers.rows - profile.missing
  const words =
    values === 0 ? 'no value at all' : profile.distinct >= values ? 'every value is different' : ''
  return <div className="field-card-none muted">{words}</div>
}

function missingWords(missing: number, rows: number): string {
  return missing === 0 ? 'none missing' : `${share(missing, rows)} missing`
}

/** What the line says, with the times of day that it has no room for. */
function exactWords(profile: ColumnProfile): string {
  const { type, min, max } = profile
  return valueKind(type) === 'time' && min !== undefined && max !== undefined
    ? `${rawText(min)} → ${rawText(max)}`
    : words(profile)
}

/** From when to when: without the times, where the days tell them apart. */
function span(from: string, to: string): string {
  const [[dayFrom], [dayTo]] = [from.split(/[ T]/), to.split(/[ T]/)]
  if (from === to) return from
  return dayFrom === dayTo ? `${from} → ${to}` : `${dayFrom} → ${dayTo}`
}

/** `0 – 69,192,717 · median 12,292 · 6.7 % missing`. */
function words(profile: ColumnProfile): string {
  const { type, covers, missing, distinct, distinctExact, min, max, median, longest, mostFrequent } = profile
  const [top] = mostFrequent
  const kind = valueKind(type)
  const missingPart = missing === 0 ? [] : [missingWords(missing, covers.rows)]
  if (kind === 'time' && min !== undefined && max !== undefined) {
    return [span(rawText(min), rawText(max)), missingWords(missing, covers.rows)].join(' · ')
  }
  const distinctPart = `${distinctExact ? '' : 'about '}${count(distinct)} distinct`
  if (isNumeric(type) && distinct > 20 && min !== undefined && max !== undefined) {
    return [
      `${valueText(min, kind)} – ${valueText(max, kind)}`,
      ...(median === undefined
        ? []
        : [`median ${valueText(typeof median === 'number' ? Number(median.toPrecision(9)) : median, kind)}`]),
      ...missingPart,
    ].join(' · ')
  }
  const topPart = top === undefined ? [] : [`${barText(top.label, kind)} (${share(top.rows, covers.rows)})`]
  const longestPart =
    longest === undefined || longest < 60 ? [] : [`longest ${counted(longest, 'character')}`]
  // Values that are not told apart are not counted.
  const isCounted = distinct > 0 || missing === covers.rows
  const parts = [...(isCounted ? [distinctPart] : []), ...topPart, ...longestPart, ...missingPart]
  return parts.length === 0 ? missingWords(missing, covers.rows) : parts.join(' · ')
}
