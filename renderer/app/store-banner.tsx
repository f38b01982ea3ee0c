import { Button } from '../components/button.tsx'
import { ErrorPanel } from '../components/states.tsx'
import { useSession } from '../workbench/session.ts'

/** Says why a store could not be opened: the one in sight, on a new line, or another one that was chosen. */
export function StoreBanner() {
  const { error, retry } = useSession()
  if (error === undefined) return null
  return (
    <ErrorPanel
      error={error}
      onRetry={retry}
      actions={
        <Button look="ghost" onClick={() => useSession.setState({ error: undefined })}>
          Dismiss
        </Button>
      }
    />
  )
}
