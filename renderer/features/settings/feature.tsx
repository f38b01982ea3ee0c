import { SlidersHorizontal } from 'lucide-react'
import { type Feature, tabKind } from '../../workbench/feature.ts'
import { openSettings, SettingsScreen } from './open-settings.ts'
import { SettingsNotice } from './settings-notice.tsx'

declare module '../../workbench/tabs.ts' {
  interface TabInputs {
    settings: Readonly<Record<string, never>>
  }
}

/** What people set for this machine, whatever store is open. */
export const settingsFeature: Feature = {
  tabs: [
    tabKind<'settings'>({
      kind: 'settings',
      component: SettingsScreen,
      icon: () => <SlidersHorizontal size={13} aria-hidden="true" />,
    }),
  ],
  commands: [
    {
      id: 'settings',
      title: 'Settings…',
      key: 'Mod+,',
      place: 'settings',
      withoutStore: true,
      run: openSettings,
    },
  ],
  overlays: [SettingsNotice],
}
