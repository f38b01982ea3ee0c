import { Button } from '../button.tsx'
import { count } from '../figures.ts'
import type { PageFailure } from './grid-source.ts'

/** Says in place which rows are not there and why. */
export function PageFailureBar({ failure, onRetry }: { failure: PageFailure; onRetry: () => void }) {
  const { from, to, error } = failure
  return (
    <div className="page-failure" role="alert">
      <span>
        <strong>
          Rows {count(from + 1)} to {count(to)} could not be loaded.
        </strong>{' '}
        {error.message} {error.hint} <span className="muted code">{error.code}</span>
      </span>
      <Button onClick={onRetry}>Try again</Button>
    </div>
  )
}
