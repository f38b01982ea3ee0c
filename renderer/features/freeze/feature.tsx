import { lazy } from 'react'
import { formatReference } from '../../../shared/model/reference.ts'
import type { Feature } from '../../workbench/feature.ts'
import { useTabs } from '../../workbench/tabs.ts'
import { useCatalogue } from '../../workbench/catalogue.ts'
import { FreezeOverlay } from './freeze-overlay.tsx'
import { freezeAgain, startFreezing } from './freezing.ts'
import { isWritable } from '../../workbench/session.ts'

/** Freezes what the tab in front shows; without one, the dialog asks for the source. */
function freezeWhatIsInFront(): void {
  const { tabs, activeId } = useTabs.getState()
  const front = tabs.find(({ id }) => id === activeId)
  const input =
    front?.kind === 'dataset'
      ? (front.input as { dataset: string; version?: number; table?: string })
      : undefined
  const version =
    input?.version ?? useCatalogue.getState().datasets?.find(({ name }) => name === input?.dataset)?.latest
  startFreezing({
    kind: 'reference',
    reference:
      input === undefined || version === undefined
        ? ''
        : formatReference(input.dataset, version, input.table),
  })
}

/** Training sets: the dialog that freezes them, and their receipts. */
export const freezeFeature: Feature = {
  commands: [
    {
      id: 'freeze',
      title: 'Freeze a training set…',
      inTitleBar: 'Freeze…',
      run: freezeWhatIsInFront,
      when: isWritable,
    },
  ],
  datasetActions: [
    {
      id: 'freeze',
      title: () => 'Freeze…',
      run: ({ summary, version, table }) =>
        startFreezing({ kind: 'reference', reference: formatReference(summary.name, version, table) }),
      when: ({ summary }) =>
        isWritable() &&
        summary.kind !== 'training' &&
        summary.kind !== 'model' &&
        summary.latest !== undefined,
    },
    {
      id: 'freeze-again',
      title: () => 'Freeze again…',
      run: ({ summary, version }) => freezeAgain(summary.name, version),
      when: ({ summary }) => isWritable() && summary.kind === 'training' && summary.latest !== undefined,
    },
  ],
  resultActions: [
    {
      id: 'freeze',
      title: () => 'Freeze…',
      run: ({ result, parameters }) => startFreezing({ kind: 'query', sql: result.sql, parameters }),
      // What is kept must say which versions it came from; files have none.
      when: ({ result }) => isWritable() && result.inputs.length > 0 && result.files.length === 0,
    },
  ],
  datasetSections: [
    {
      id: 'receipt',
      title: 'Receipt',
      when: ({ kind, latest }) => kind === 'training' && latest !== undefined,
      component: lazy(async () => ({ default: (await import('./receipt-section.tsx')).ReceiptSection })),
    },
  ],
  overlays: [FreezeOverlay],
}
