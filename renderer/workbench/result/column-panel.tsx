import { useEffect, useState } from 'react'
import type { OpenResult } from '../../../shared/contract/query.ts'
import type { ColumnProfile, ProfileBar } from '../../../shared/model/profile.ts'
import type { ResultColumn } from '../../../shared/model/value.ts'
import { useAnswer } from '../../client/use-answer.ts'
import { Bars, FrequentValues, ShareBar } from '../../components/charts.tsx'
import { count, counted, share } from '../../components/figures.ts'
import { rawText, valueText } from '../../components/result-grid/value-text.ts'
import { typeWords } from '../../components/type-words.ts'
import { SidePanel, SqlQuote } from '../../components/side-panel.tsx'
import { ErrorPanel, KeyValues, Skeleton } from '../../components/states.tsx'
import './result-view.css'

/** Milliseconds until a column that has come into focus is looked at: arrow keys pass over many. */
const pause = 150

/** Figures of one column of an open result: histogram, missing share, extremes, most frequent values. */
export function ColumnPanel({
  open,
  column,
  onFilter,
  onClose,
}: {
  open: OpenResult
  column: ResultColumn
  onFilter?: ((bar: ProfileBar) => void) | undefined
  onClose?: () => void
}) {
  const [settled, setSettled] = useState(column.name)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(column.name), pause)
    return () => clearTimeout(timer)
  }, [column.name])
  const { data, error, loading, reload } = useAnswer('profile.result', {
    resultId: open.resultId,
    columns: [settled],
  })
  const profile = settled === column.name ? data?.columns[0] : undefined
  return (
    <SidePanel
      title={column.name}
      note={`${typeWords(column.type)}${profile === undefined ? '' : ` · ${coveredRows(profile)}`}`}
      {...(onClose === undefined ? {} : { onClose })}
    >
      {profile !== undefined && <ProfileFigures profile={profile} kind={column.kind} onFilter={onFilter} />}
      {profile === undefined && loading && <Skeleton lines={6} label={`Loading figures of ${column.name}`} />}
      {error !== undefined && settled === column.name && <ErrorPanel error={error} onRetry={reload} />}
    </SidePanel>
  )
}

/** `all 1,204,331 rows`, or what part of them. */
export function coveredRows({ covers }: Pick<ColumnProfile, 'covers'>): string {
  return covers.all ? `all ${counted(covers.rows, 'row')}` : `sample of ${counted(covers.rows, 'row')}`
}

function ProfileFigures({
  profile,
  kind,
  onFilter,
}: {
  profile: ColumnProfile
  kind: ResultColumn['kind']
  onFilter: ((bar: ProfileBar) => void) | undefined
}) {
  const { rows } = profile.covers
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
    <>
      {profile.bars.length > 0 && (
        <>
          <Bars bars={profile.bars} label={`Distribution of ${profile.name}`} onChoose={onFilter} />
          {profile.min !== undefined && profile.max !== undefined && profile.bars.length > 1 && (
            <div className="histogram-ends">
              <span className="ellipsis">{rawText(profile.min)}</span>
              <span className="ellipsis">{rawText(profile.max)}</span>
            </div>
          )}
        </>
      )}
      <div className="column-share">
        <ShareBar
          parts={[{ title: 'with a value', rows: rows - profile.missing }]}
          missing={profile.missing}
          all={rows}
        />
        <span>
          {profile.missing === 0
            ? 'none missing'
            : `${share(rows - profile.missing, rows)} with a value · ${share(profile.missing, rows)} NULL`}
        </span>
      </div>
      <KeyValues
        facts={facts.flatMap(([name, text]) => (text === undefined ? [] : [[name, text] as const]))}
      />
      {(profile.mostFrequent[0]?.rows ?? 0) > 1 && (
        <>
          <h3>Most frequent</h3>
          <FrequentValues bars={profile.mostFrequent} onChoose={onFilter} />
        </>
      )}
      <SqlQuote sql={profile.sql} />
    </>
  )
}
