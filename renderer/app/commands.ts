import { useMemo } from 'react'
import type { ProgramCommand } from '../../shared/contract/host.ts'
import { useClient } from '../client/client.tsx'
import type { Connection } from '../client/connection.ts'
import { isDesktop } from '../client/host.ts'
import { asFirnError } from '../client/use-answer.ts'
import { toast } from '../components/toast/announcements.ts'
import { choose } from '../workbench/choosing.ts'
import type { Command } from '../workbench/feature.ts'
import { useContributions } from '../workbench/features.tsx'
import { openQuery } from '../workbench/open.ts'
import { setTheme, type Theme, toggleInspector, usePreferences } from '../workbench/preferences.ts'
import { openSample, useSession } from '../workbench/session.ts'
import { closeTab, cycleTabs, useTabs } from '../workbench/tabs.ts'
import { showAbout } from './about/about-state.ts'
import { copyDiagnostics } from './about/copy-diagnostics.ts'
import { toggleCatalogue } from './catalogue-drawer.tsx'
import { copyLink } from './copy-link.ts'
import { openPalette, showHelp } from './palette-state.ts'

/**
 * Every command of the window: its own, then those of the features. Keys, palette, help and the desktop's menu
 * are made from this one list.
 */
export function useCommands(): readonly Command[] {
  const client = useClient()
  const contributed = useContributions('commands')
  return useMemo(
    () => [
      ...fileCommands(client),
      {
        id: 'palette',
        title: 'Search everything',
        key: 'Mod+K',
        place: 'view:find',
        run: () => openPalette(),
      },
      ...needingStore(viewCommands()),
      ...contributed.flatMap((command) => (command.withoutStore ? [command] : needingStore([command]))),
      ...themeCommands(),
      ...(isDesktop() ? zoomCommands(client) : []),
      { id: 'help', title: 'Keys', key: 'F1', place: 'help:learn', run: () => showHelp(true) },
      ...troubleCommands(client),
      { id: 'about', title: 'About Firn', place: 'help:about', run: () => showAbout('about') },
      { id: 'licences', title: 'Licences', place: 'help:about', run: () => showAbout('licences') },
    ],
    [client, contributed],
  )
}

function fileCommands(client: Connection): readonly Command[] {
  // A browser keeps T and W for its own tabs.
  const tabKey = isDesktop() ? 'Mod' : 'Alt'
  const ofDesktop = (...commands: Command[]) => (isDesktop() ? commands : [])
  return [
    ...needingStore([
      { id: 'new-query', title: 'New query', key: `${tabKey}+T`, place: 'file:new', run: () => openQuery() },
    ]),
    ...ofDesktop({
      id: 'new-window',
      title: 'New window',
      key: 'Mod+Shift+N',
      place: 'file:new',
      run: program(client, 'new-window'),
    }),
    { id: 'open-store', title: 'Open a store…', place: 'file:open', run: () => choose('store') },
    { id: 'new-store', title: 'New store…', place: 'file:open', run: () => choose('new-store') },
    {
      id: 'sample',
      title: 'Open the sample store',
      place: 'file:open',
      run: () => void openSample(client),
    },
    {
      id: 'import',
      title: 'Open data to import…',
      key: 'Mod+O',
      place: 'file:import',
      run: () => choose('sources'),
    },
    ...ofDesktop({
      id: 'import-files',
      title: 'Open files to import…',
      key: 'Mod+Shift+O',
      place: 'file:import',
      run: () => choose('files'),
    }),
    ...(isDesktop()
      ? []
      : [
          {
            id: 'copy-link',
            title: 'Copy link for another browser',
            place: 'file:new' as const,
            run: () => void copyLink(client),
          },
        ]),
    {
      id: 'close-tab',
      title: 'Close tab',
      key: `${tabKey}+W`,
      place: 'file:close',
      when: () => isStoreOpen() && useTabs.getState().activeId !== undefined,
      run: () => {
        const { activeId } = useTabs.getState()
        if (activeId !== undefined) closeTab(activeId)
      },
    },
    ...ofDesktop({
      id: 'close-window',
      title: 'Close window',
      key: 'Mod+Shift+W',
      place: 'file:close',
      run: program(client, 'close-window'),
    }),
  ]
}

function viewCommands(): readonly Command[] {
  return [
    {
      id: 'open-dataset',
      title: 'Open dataset…',
      key: 'Mod+P',
      place: 'view:find',
      run: () => openPalette('datasets'),
    },
    { id: 'next-tab', title: 'Next tab', key: 'Alt+PageDown', place: 'view:tabs', run: () => cycleTabs(1) },
    {
      id: 'previous-tab',
      title: 'Previous tab',
      key: 'Alt+PageUp',
      place: 'view:tabs',
      run: () => cycleTabs(-1),
    },
    {
      id: 'side',
      title: 'Show or hide the catalogue',
      key: 'Mod+B',
      place: 'view:parts',
      run: toggleCatalogue,
    },
    {
      id: 'inspector',
      title: 'Show or hide the inspector',
      key: 'Mod+I',
      place: 'view:parts',
      run: toggleInspector,
    },
  ]
}

function themeCommands(): readonly Command[] {
  const titles = { light: 'Light theme', dark: 'Dark theme', system: 'Theme of the system' } as const
  return (Object.keys(titles) as Theme[]).map((theme) => ({
    id: `theme-${theme}`,
    title: titles[theme],
    place: 'view:theme',
    checked: () => usePreferences.getState().theme === theme,
    run: () => setTheme(theme),
  }))
}

/** In a browser zooming is the browser's own. */
function zoomCommands(client: Connection): readonly Command[] {
  return [
    { id: 'zoom-in', title: 'Larger', key: 'Mod+=', place: 'view:zoom', run: program(client, 'zoom-in') },
    { id: 'zoom-out', title: 'Smaller', key: 'Mod+-', place: 'view:zoom', run: program(client, 'zoom-out') },
    {
      id: 'zoom-reset',
      title: 'Usual size',
      key: 'Mod+0',
      place: 'view:zoom',
      run: program(client, 'zoom-reset'),
    },
  ]
}

/** The log lies on the machine of the engine; there the desktop can show it, a browser cannot. */
function troubleCommands(client: Connection): readonly Command[] {
  const copy = { id: 'copy-diagnostics', title: 'Copy diagnostics', place: 'help:trouble' } as const
  if (!isDesktop()) return [{ ...copy, run: () => void copyDiagnostics(client) }]
  return [
    { id: 'show-log', title: 'Show log', place: 'help:trouble', run: program(client, 'show-log') },
    { ...copy, run: program(client, 'copy-diagnostics') },
  ]
}

/** What the program around the window does. */
function program(client: Connection, command: ProgramCommand): () => void {
  return () => {
    client.callHost('host.run', { command }).catch((error: unknown) => {
      toast('bad', asFirnError(error).message)
    })
  }
}

const isStoreOpen = () => useSession.getState().store !== undefined

/** On the start screen there is nothing that they could work on. */
function needingStore(commands: readonly Command[]): readonly Command[] {
  return commands.map((command) => ({
    ...command,
    when: () => isStoreOpen() && (command.when?.() ?? true),
  }))
}
