import { ArrowLeftRight } from 'lucide-react'
import { lazy } from 'react'
import { formatReference } from '../../../shared/model/reference.ts'
import { type Feature, tabKind } from '../../workbench/feature.ts'
import { openComparison } from '../../workbench/open.ts'

/** Any two versions side by side. */
export const compareFeature: Feature = {
  tabs: [
    tabKind<'compare'>({
      kind: 'compare',
      component: lazy(async () => ({ default: (await import('./compare-screen.tsx')).CompareScreen })),
      icon: () => <ArrowLeftRight size={13} aria-hidden="true" />,
    }),
  ],
  versionActions: [
    {
      id: 'compare-with-parent',
      title: ({ version }) => `Compare with v${version.parents[0] ?? ''}`,
      run: ({ dataset, version }) => {
        const [parent] = version.parents
        if (parent !== undefined)
          openComparison(
            formatReference(dataset.name, parent),
            formatReference(dataset.name, version.version),
          )
      },
      when: ({ version }) => !version.expired && version.parents.length > 0,
    },
  ],
}
