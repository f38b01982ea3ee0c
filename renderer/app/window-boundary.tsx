import type { ReactNode } from 'react'
import type { FirnError } from '../../shared/contract/errors.ts'
import type { Connection } from '../client/connection.ts'
import { isDesktop } from '../client/host.ts'
import { Button } from '../components/button.tsx'
import { ErrorPanel } from '../components/states.tsx'
import { Announcer } from '../components/toast/announcer.tsx'
import { forgetWindow } from '../workbench/persistence.ts'
import { copyDiagnostics } from './about/copy-diagnostics.ts'
import { ErrorBoundary } from './error-boundary.tsx'

/** What stands in place of a window that cannot be drawn, instead of nothing. */
export function WindowBoundary({ connection, children }: { connection: Connection; children: ReactNode }) {
  return (
    <ErrorBoundary renderInstead={(error) => <NoWindow error={error} connection={connection} />}>
      {children}
    </ErrorBoundary>
  )
}

function NoWindow({
  error: { code, message, context },
  connection,
}: {
  error: FirnError
  connection: Connection
}) {
  return (
    <main>
      <ErrorPanel
        error={{
          code,
          context,
          message: `The window cannot be drawn: ${message}`,
          hint: 'Your data is untouched, and what was open and typed is kept. Load the window again; if that does not help, begin without the tabs of this window: they are put aside.',
        }}
        actions={
          <>
            <Button look="primary" onClick={() => location.reload()}>
              Reload
            </Button>
            <Button onClick={() => void forgetWindow().then(() => location.reload())}>
              Reload without tabs
            </Button>
            <Button look="ghost" onClick={() => void copyDiagnosticsOf(connection)}>
              Copy diagnostics
            </Button>
          </>
        }
      />
      <Announcer />
    </main>
  )
}

async function copyDiagnosticsOf(connection: Connection): Promise<void> {
  if (isDesktop()) await connection.callHost('host.run', { command: 'copy-diagnostics' })
  else await copyDiagnostics(connection)
}
