import { openTab } from '../../workbench/tabs.ts'

/** Brings the settings to the front. */
export function openSettings(): void {
  openTab({ kind: 'settings', title: 'Settings', input: {} }, () => true)
}
