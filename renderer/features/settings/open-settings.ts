import { lazy } from 'react'
import { useSession } from '../../workbench/session.ts'
import { showAtStart } from '../../workbench/start-screen.ts'
import { openTab } from '../../workbench/tabs.ts'

/** Loaded when it is first opened. */
export const SettingsScreen = lazy(async () => ({
  default: (await import('./settings-screen.tsx')).SettingsScreen,
}))

/** Brings the settings to the front: as a tab, or instead of the start screen. */
export function openSettings(): void {
  if (useSession.getState().store === undefined) showAtStart({ title: 'Settings', component: SettingsScreen })
  else openTab({ kind: 'settings', title: 'Settings', input: {} }, () => true)
}
