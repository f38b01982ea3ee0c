import { ShieldCheck } from 'lucide-react'
import { type Feature, tabKind } from '../../workbench/feature.ts'
import { IntegrityNotice } from './integrity-notice.tsx'
import { IntegrityScreen, openIntegrity } from './open-integrity.ts'

declare module '../../workbench/tabs.ts' {
  interface TabInputs {
    integrity: Readonly<Record<string, never>>
  }
}

/** Whether the store still is what it was, and how it is mended. */
export const integrityFeature: Feature = {
  tabs: [
    tabKind<'integrity'>({
      kind: 'integrity',
      component: IntegrityScreen,
      icon: () => <ShieldCheck size={13} aria-hidden="true" />,
    }),
  ],
  commands: [{ id: 'integrity', title: 'Integrity of the store', run: openIntegrity }],
  overlays: [IntegrityNotice],
}
