import { SquareTerminal } from 'lucide-react'
import { lazy } from 'react'
import { type Feature, tabKind } from '../../workbench/feature.ts'

/** SQL over snapshots and files, with its results. */
export const queryFeature: Feature = {
  tabs: [
    tabKind<'query'>({
      kind: 'query',
      // The editor is the largest part of the window; datasets open without it.
      component: lazy(async () => ({ default: (await import('./query-screen.tsx')).QueryScreen })),
      icon: () => <SquareTerminal size={13} aria-hidden="true" />,
    }),
  ],
}
