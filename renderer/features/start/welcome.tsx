import { Archive, Database, Plus, SlidersHorizontal, Snowflake } from 'lucide-react'
import type { ReactNode } from 'react'
import { useClient } from '../../client/client.tsx'
import { useAnswer } from '../../client/use-answer.ts'
import { Button } from '../../components/button.tsx'
import { moment } from '../../components/figures.ts'
import { ErrorPanel, Skeleton } from '../../components/states.tsx'
import { choose } from '../../workbench/choosing.ts'
import { useCommand } from '../../workbench/keys/commands-context.tsx'
import { openSample, openStore, useSession } from '../../workbench/session.ts'
import { DropHint } from './drop-hint.tsx'
import './start.css'

/** The first screen: stores of before, and how to get to another one. */
export function Welcome() {
  const client = useClient()
  const { error, opening } = useSession()
  const settings = useCommand('settings')
  const { data, loading, error: recentError, reload } = useAnswer('application.recent', {})
  return (
    <main className="welcome">
      <div className="welcome-inner">
        <header>
          <Snowflake size={28} aria-hidden="true" />
          {settings !== undefined && (
            <Button look="ghost" className="welcome-settings" onClick={settings.run}>
              <SlidersHorizontal size={13} aria-hidden="true" />
              Settings…
            </Button>
          )}
          <h1>Firn</h1>
          <p className="secondary">
            Explore raw data with SQL, version it, freeze training sets from it, compare any two versions
          </p>
        </header>
        {error !== undefined && <ErrorPanel error={error} />}
        <DropHint />
        <div className="welcome-ways">
          <Way
            icon={<Plus size={16} />}
            title="New store…"
            text="A folder that holds datasets and their history"
            onClick={() => choose('new-store')}
          />
          <Way
            icon={<Archive size={16} />}
            title="Open a store…"
            text="One that is on this machine already"
            onClick={() => choose('store')}
          />
          <Way
            icon={<Database size={16} />}
            title="Open the sample store"
            text="Small real data to try everything with"
            onClick={() => void openSample(client)}
          />
        </div>
        <section aria-label="Recent stores">
          <h2>Recent stores</h2>
          {data === undefined && loading && <Skeleton lines={3} />}
          {recentError !== undefined && <ErrorPanel error={recentError} onRetry={reload} />}
          {data?.stores.length === 0 && <p className="muted">None yet</p>}
          <ul className="welcome-recent">
            {data?.stores.map(({ path, name, openedAt, exists }) => (
              <li key={path}>
                <button
                  type="button"
                  title={path}
                  disabled={!exists || opening}
                  onClick={() => void openStore(client, path)}
                >
                  <b className="ellipsis">{name}</b>
                  <span className="code muted ellipsis">{path}</span>
                  <span className="muted small">{exists ? moment(openedAt) : 'not there any more'}</span>
                </button>
              </li>
            ))}
          </ul>
        </section>
      </div>
    </main>
  )
}

function Way({
  icon,
  title,
  text,
  onClick,
}: {
  icon: ReactNode
  title: string
  text: string
  onClick: () => void
}) {
  return (
    <button type="button" className="welcome-way" onClick={onClick} aria-label={title}>
      <span className="welcome-icon" aria-hidden="true">
        {icon}
      </span>
      <b>{title}</b>
      <span className="secondary small">{text}</span>
    </button>
  )
}
