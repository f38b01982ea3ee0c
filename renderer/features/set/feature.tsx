import { lazy } from 'react'
import type { Feature } from '../../workbench/feature.ts'
import { isWritable } from '../../workbench/session.ts'
import { startSet } from './making.ts'
import { SetOverlay } from './set-overlay.tsx'

/** Several datasets held together as one version. */
export const setFeature: Feature = {
  commands: [{ id: 'set', title: 'New set of datasets…', run: () => startSet(), when: isWritable }],
  datasetSections: [
    {
      id: 'members',
      title: 'Members',
      first: true,
      when: ({ kind, latest }) => kind === 'set' && latest !== undefined,
      component: lazy(async () => ({ default: (await import('./members-section.tsx')).MembersSection })),
    },
  ],
  overlays: [SetOverlay],
}
