import type { Feature } from '../../workbench/feature.ts'
import { isWritable } from '../../workbench/session.ts'
import { startTakingTogether } from './taking.ts'
import { TogetherOverlay } from './together-overlay.tsx'

/** The next versions of several datasets, in one step. */
export const togetherFeature: Feature = {
  commands: [
    {
      id: 'together',
      title: 'Take snapshots together…',
      run: () => startTakingTogether(),
      when: isWritable,
    },
  ],
  overlays: [TogetherOverlay],
}
