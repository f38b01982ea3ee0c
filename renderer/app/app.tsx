import { createElement, Fragment, useEffect } from 'react'
import { useClient, useConnectionState, useEvent } from '../client/client.tsx'
import { Button } from '../components/button.tsx'
import { toast } from '../components/toast/announcements.ts'
import { Announcer } from '../components/toast/announcer.tsx'
import { ErrorPanel, Skeleton } from '../components/states.tsx'
import { useValueFormat } from '../components/value-format.ts'
import { choose } from '../workbench/choosing.ts'
import { showJob, useLiveJobs } from '../workbench/jobs.ts'
import { FeaturesProvider, useContributions } from '../workbench/features.tsx'
import { FilePicker } from '../workbench/file-picker.tsx'
import { useChosenKeys } from '../workbench/keys/chosen-keys.ts'
import { CommandsProvider } from '../workbench/keys/commands-context.tsx'
import { useCommandKeys } from '../workbench/keys/keys.ts'
import { openData } from '../workbench/open.ts'
import { useLiveResults } from '../workbench/result/result-events.ts'
import { loadSession, openStore, useSession } from '../workbench/session.ts'
import { About } from './about/about.tsx'
import { useApplicationMenu } from './application-menu.ts'
import { CommandPalette } from './command-palette.tsx'
import { ConnectionBanner } from './connection-banner.tsx'
import { useHostKeeping } from './host-keeping.ts'
import { useCommands } from './commands.ts'
import { DropZone } from './drop-zone.tsx'
import { KeyHelp } from './key-help.tsx'
import { useHostTheme } from './host-theme.ts'
import * as registry from './registry.ts'
import { Shell } from './shell.tsx'
import { StartArea } from './start-area.tsx'

const features = Object.values(registry)

/** The window: a store with its tabs, or the start screen. */
export function App() {
  return (
    <FeaturesProvider features={features}>
      <Window />
    </FeaturesProvider>
  )
}

function Window() {
  const client = useClient()
  const { generation } = useConnectionState()
  const { store, info, error } = useSession()
  useLiveResults()
  useLiveJobs()
  const usual = useCommands()
  const commands = useChosenKeys(usual)
  const overlays = useContributions('overlays')
  // Whatever shows figures is written anew when they are written in another way.
  useValueFormat()
  useCommandKeys(commands)
  useApplicationMenu(commands)
  useHostTheme()
  useHostKeeping()
  useEffect(() => {
    if (generation > 0) void loadSession(client)
  }, [client, generation])
  useEvent('opened', ({ paths }) => void openData(client, paths))
  useEvent('notice', ({ text }) => toast('info', text))
  useEvent('showJob', ({ id }) => showJob(id))
  useEvent('showStore', ({ path }) => void openStore(client, path))
  useEffect(() => {
    document.title = store === undefined ? 'Firn' : `${store.name} – Firn`
  }, [store])

  return (
    <CommandsProvider commands={commands} usual={usual}>
      {store === undefined && <ConnectionBanner />}
      {store !== undefined ? (
        <Shell key={store.id} store={store} />
      ) : info !== undefined ? (
        <StartArea />
      ) : error !== undefined ? (
        <ErrorPanel
          error={error}
          onRetry={() => void loadSession(client)}
          actions={<Button onClick={() => choose('store')}>Open another store…</Button>}
        />
      ) : (
        <Skeleton lines={4} label="Connecting" />
      )}
      <CommandPalette commands={commands} />
      {createElement(Fragment, null, ...overlays.map((overlay) => createElement(overlay)))}
      <FilePicker />
      <DropZone />
      <KeyHelp commands={commands} />
      <About />
      <Announcer />
    </CommandsProvider>
  )
}
