import { useMemo } from 'react'
import { useClient } from '../client/client.tsx'
import { isDesktop } from '../client/host.ts'
import { choose } from '../workbench/choosing.ts'
import type { Command } from '../workbench/feature.ts'
import { useContributions } from '../workbench/features.tsx'
import { openQuery } from '../workbench/open.ts'
import { setTheme, toggleInspector, toggleSide } from '../workbench/preferences.ts'
import { openSample } from '../workbench/session.ts'
import { closeTab, cycleTabs, useTabs } from '../workbench/tabs.ts'
import { openPalette, showHelp } from './palette-state.ts'

/** Commands of the window itself, then those of the features. */
export function useShellCommands(): readonly Command[] {
  const client = useClient()
  const contributed = useContributions('commands')
  return useMemo(() => {
    // A browser keeps T and W for its own tabs.
    const tabKey = isDesktop() ? 'Mod' : 'Alt'
    const own: Command[] = [
      { id: 'palette', title: 'Search everything', key: 'Mod+K', run: () => openPalette() },
      { id: 'open-dataset', title: 'Open dataset…', key: 'Mod+P', run: () => openPalette('datasets') },
      { id: 'new-query', title: 'New query', key: `${tabKey}+T`, run: () => openQuery() },
      {
        id: 'close-tab',
        title: 'Close tab',
        key: `${tabKey}+W`,
        when: () => useTabs.getState().activeId !== undefined,
        run: () => {
          const { activeId } = useTabs.getState()
          if (activeId !== undefined) closeTab(activeId)
        },
      },
      { id: 'next-tab', title: 'Next tab', key: 'Alt+PageDown', run: () => cycleTabs(1) },
      { id: 'previous-tab', title: 'Previous tab', key: 'Alt+PageUp', run: () => cycleTabs(-1) },
      { id: 'import', title: 'Open data to import…', key: 'Mod+O', run: () => choose('sources') },
      { id: 'open-store', title: 'Open a store…', run: () => choose('store') },
      { id: 'new-store', title: 'New store…', run: () => choose('new-store') },
      { id: 'sample', title: 'Open the sample store', run: () => void openSample(client) },
      { id: 'side', title: 'Show or hide the catalogue', key: 'Mod+B', run: toggleSide },
      { id: 'inspector', title: 'Show or hide the inspector', key: 'Mod+I', run: toggleInspector },
      { id: 'theme-light', title: 'Light theme', run: () => setTheme('light') },
      { id: 'theme-dark', title: 'Dark theme', run: () => setTheme('dark') },
      { id: 'theme-system', title: 'Theme of the system', run: () => setTheme('system') },
      { id: 'help', title: 'Keys', key: 'F1', run: () => showHelp(true) },
    ]
    return [...own, ...contributed]
  }, [client, contributed])
}
