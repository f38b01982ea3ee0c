import type { RebuildResult } from '../../../shared/contract/curate.ts'
import { Button } from '../../components/button.tsx'
import { counted } from '../../components/figures.ts'
import { ErrorPanel, ProgressBar } from '../../components/states.tsx'
import type { Rebuild } from './use-rebuild.ts'
import './rebuild-verdict.css'

/** What became of "Rebuild and verify"; nothing before it was asked for. */
export function RebuildVerdict({ rebuild }: { rebuild: Rebuild }) {
  const { state } = rebuild
  switch (state.kind) {
    case 'idle':
      return null
    case 'running':
      return (
        <div className="rebuild-running" role="status" aria-label="Rebuilding">
          <ProgressBar label="Rebuild" done={state.progress.done} total={state.progress.total} />
          <span className="secondary small ellipsis">
            {state.progress.text ?? 'running the recipe again'}
          </span>
          <Button onClick={rebuild.cancel}>Cancel</Button>
        </div>
      )
    case 'failed':
      return <ErrorPanel error={state.error} onRetry={rebuild.start} />
    case 'done':
      return <Verdict result={state.result} />
  }
}

function Verdict({ result }: { result: RebuildResult }) {
  const { same, content, rows, reference, differences = [], damaged } = result
  return (
    <div
      className="rebuild-verdict"
      data-same={same && damaged === undefined}
      role="status"
      aria-label="Verdict"
    >
      <strong data-good={same ? '' : undefined}>
        <span aria-hidden="true">{same ? '✓' : '±'}</span>{' '}
        {same ? `The same rows again: ${reference} can be rebuilt` : `Other rows than ${reference} holds`}
      </strong>
      {same ? (
        <p>
          {counted(rows.is, 'row')}, content <span className="code">{content.is.slice(0, 12)}…</span> both
          times
        </p>
      ) : (
        <>
          <dl>
            <dt>frozen</dt>
            <dd>
              {counted(rows.was, 'row')} <span className="code">{content.was.slice(0, 12)}…</span>
            </dd>
            <dt>rebuilt</dt>
            <dd>
              {counted(rows.is, 'row')} <span className="code">{content.is.slice(0, 12)}…</span>
            </dd>
          </dl>
          {differences.length > 0 && (
            <ul>
              {differences.map((one) => (
                <li key={one}>{one}</li>
              ))}
            </ul>
          )}
          <p className="muted">
            A recipe gives other rows when it asks for the time, for random numbers, or for rows in no order.
          </p>
        </>
      )}
      {damaged !== undefined && (
        <>
          <strong>But what is stored of {reference} cannot be read:</strong>
          <ul>
            {damaged.map((one) => (
              <li key={one}>{one}</li>
            ))}
          </ul>
          <p>Run the recipe again: that writes it anew.</p>
        </>
      )}
    </div>
  )
}
