import { SlidersHorizontal } from 'lucide-react'
import { lazy } from 'react'
import { type Feature, tabKind } from '../../workbench/feature.ts'
import { openSettings } from './open-settings.ts'
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
      component: lazy(async () => ({ default: (await import('./settings-screen.tsx')).SettingsScreen })),
      icon: () => <SlidersHorizontal size={13} aria-hidden="true" />,
    }),
  ],
  commands: [
    {
      id: 'settings',
      title: 'Settings…',
      key: 'Mod+,',
      place: 'view:theme',
      run: openSettings,
    },
  ],
  overlays: [SettingsNotice],
}
