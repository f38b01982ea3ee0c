import { useEffect, useState } from 'react'
import type { OpenResult } from '../../../shared/contract/query.ts'
import type { ColumnProfile, ProfileBar } from '../../../shared/model/profile.ts'
import type { ResultColumn } from '../../../shared/model/value.ts'
import { useAnswer } from '../../client/use-answer.ts'
import { ShareBar } from '../../components/charts.tsx'
import { share } from '../../components/figures.ts'
import { typeWords } from '../../components/type-words.ts'
import { SidePanel, SqlQuote } from '../../components/side-panel.tsx'
import { ErrorPanel, Skeleton } from '../../components/states.tsx'
import { coveredRows, DistributionBars, MostFrequent, ProfileFacts } from './profile-figures.tsx'
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
  return (
    <>
      <DistributionBars profile={profile} kind={kind} onFilter={onFilter} />
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
      <ProfileFacts profile={profile} kind={kind} />
      <MostFrequent profile={profile} kind={kind} onFilter={onFilter} />
      <SqlQuote sql={profile.sql} />
    </>
  )
}
