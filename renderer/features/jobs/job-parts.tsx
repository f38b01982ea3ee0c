import type { Job, JobState } from '../../../shared/model/job.ts'
import { parseReference } from '../../../shared/model/reference.ts'
import { Badge } from '../../components/badge.tsx'
import { duration } from '../../components/figures.ts'
import { openDataset } from '../../workbench/open.ts'

const marks: Readonly<
  Record<JobState, readonly [tone: 'plain' | 'added' | 'removed' | 'tag', words: string]>
> = {
  running: ['tag', '… running'],
  done: ['added', '✓ done'],
  failed: ['removed', '! failed'],
  cancelled: ['plain', '– cancelled'],
}

/** How a job is, or how it ended: a sign, a word and a colour. */
export function JobMark({ state }: { state: JobState }) {
  const [tone, words] = marks[state]
  return <Badge tone={tone}>{words}</Badge>
}

/** `2.4 s`; nothing while it runs. */
export function jobDuration({ startedAt, endedAt }: Pick<Job, 'startedAt' | 'endedAt'>): string {
  return endedAt === undefined ? '' : duration(Date.parse(endedAt) - Date.parse(startedAt))
}

/** What came of a job; the version that it made can be opened. */
export function JobResult({ job }: { job: Pick<Job, 'outcome' | 'problem' | 'hint'> }) {
  const { outcome, problem, hint } = job
  if (problem !== undefined)
    return (
      <>
        <span className="job-problem">{problem}</span>
        {hint !== undefined && <span className="secondary">{hint}</span>}
      </>
    )
  if (outcome === undefined) return null
  const { text, reference } = outcome
  const version = reference === undefined ? undefined : versionOf(reference)
  return (
    <>
      <span className="secondary">{text}</span>
      {version !== undefined && (
        <button
          type="button"
          className="link"
          aria-label={`Open ${reference}`}
          onClick={() => openDataset(version.dataset, { version: version.number, section: 'data' })}
        >
          Open
        </button>
      )}
    </>
  )
}

function versionOf(reference: string): { readonly dataset: string; readonly number: number } | undefined {
  const parsed = parseReference(reference)
  if (!parsed.ok || parsed.reference.selector.kind !== 'version') return undefined
  return { dataset: parsed.reference.dataset, number: parsed.reference.selector.version }
}
