import { Table2 } from 'lucide-react'
import { lazy } from 'react'
import { type Feature, tabKind } from '../../workbench/feature.ts'

/** A dataset: its data, its schema, its versions. */
export const datasetFeature: Feature = {
  tabs: [
    tabKind<'dataset'>({
      kind: 'dataset',
      component: lazy(async () => ({ default: (await import('./dataset-screen.tsx')).DatasetScreen })),
      icon: () => <Table2 size={13} aria-hidden="true" />,
    }),
  ],
}
