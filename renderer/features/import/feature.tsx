import { FolderInput } from 'lucide-react'
import { lazy } from 'react'
import { type Feature, tabKind } from '../../workbench/feature.ts'

/** Looks at files before they become a snapshot. */
export const importFeature: Feature = {
  tabs: [
    tabKind<'import'>({
      kind: 'import',
      component: lazy(async () => ({ default: (await import('./import-screen.tsx')).ImportScreen })),
      icon: () => <FolderInput size={13} aria-hidden="true" />,
    }),
  ],
}
