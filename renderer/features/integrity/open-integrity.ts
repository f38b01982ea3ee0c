import { lazy } from 'react'
import { openTab } from '../../workbench/tabs.ts'

/** Loaded when it is first opened. */
export const IntegrityScreen = lazy(async () => ({
  default: (await import('./integrity-screen.tsx')).IntegrityScreen,
}))

/** Brings the integrity of the open store to the front. */
export function openIntegrity(): void {
  openTab({ kind: 'integrity', title: 'Integrity', input: {} }, () => true)
}
