import { useEffect, useState } from 'react'
import { useClient } from '../../client/client.tsx'
import { isDesktop } from '../../client/host.ts'
import { useAnswer } from '../../client/use-answer.ts'
import { Button } from '../../components/button.tsx'
import { Dialog } from '../../components/dialog.tsx'
import { ScrolledText } from '../../components/scrolled-text.tsx'
import { ErrorPanel, Skeleton } from '../../components/states.tsx'
import { showAbout, useAbout } from './about-state.ts'
import './about.css'

/** The program's versions, and the licences of its parts. Mounted once. */
export function About() {
  const open = useAbout((state) => state.open)
  if (open === undefined) return null
  return open === 'about' ? <Versions /> : <Licences />
}

function Versions() {
  const { data, error, reload } = useAnswer('application.info', {})
  const carriers = useVersionsOfTheHost()
  const rows = [
    ...(data === undefined ? [] : [['Firn', data.version] as const, ['DuckDB', data.engineVersion] as const]),
    ...Object.entries(carriers),
  ]
  return (
    <Dialog
      title="About Firn"
      onClose={() => showAbout(undefined)}
      actions={<Button onClick={() => showAbout('licences')}>Licences</Button>}
      note="Apache License 2.0"
    >
      <p className="secondary">
        Explore raw data with SQL, version it, freeze training sets from it, compare any two versions. Nothing
        leaves this machine.
      </p>
      {error !== undefined && <ErrorPanel error={error} onRetry={reload} />}
      {data === undefined && error === undefined && <Skeleton lines={3} />}
      <dl className="about-versions">
        {rows.map(([name, version]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd className="code">{version}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  )
}

/** In a browser nothing but the browser carries the window, and it tells of itself elsewhere. */
function useVersionsOfTheHost(): Readonly<Record<string, string>> {
  const client = useClient()
  const [versions, setVersions] = useState<Readonly<Record<string, string>>>({})
  useEffect(() => {
    if (!isDesktop()) return
    client.callHost('host.versions', {}).then(
      (answer) => setVersions(answer.versions),
      () => setVersions({}),
    )
  }, [client])
  return versions
}

function Licences() {
  const { data, error, reload } = useAnswer('diagnose.licences', {})
  return (
    <Dialog title="Licences" width="wide" onClose={() => showAbout(undefined)}>
      <p className="secondary">Firn is made of these parts; each has a licence of its own.</p>
      {error !== undefined && <ErrorPanel error={error} onRetry={reload} />}
      {data === undefined && error === undefined && <Skeleton lines={8} />}
      {data !== undefined && (
        <ScrolledText label="Licences of all parts" className="about-licences">
          {data.text}
        </ScrolledText>
      )}
    </Dialog>
  )
}
