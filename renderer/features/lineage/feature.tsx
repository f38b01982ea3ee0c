import { Waypoints } from 'lucide-react'
import { formatReference } from '../../../shared/model/reference.ts'
import { type DatasetSubject, type Feature, type TabProps, tabKind } from '../../workbench/feature.ts'
import { openTab } from '../../workbench/tabs.ts'
import { LineageAnswer } from './lineage-answer.tsx'

declare module '../../workbench/tabs.ts' {
  interface TabInputs {
    /** The graph of one snapshot, or of the whole store. */
    lineage: { readonly reference?: string }
  }
}

/** Opens the graph of a snapshot, or of the whole store, in a tab. */
export function openLineage(reference?: string): void {
  openTab(
    {
      kind: 'lineage',
      title: reference === undefined ? 'Lineage' : `Lineage of ${reference}`,
      input: reference === undefined ? {} : { reference },
    },
    (other) => other.input.reference === reference,
  )
}

function LineageTab({ tab }: TabProps<'lineage'>) {
  return <LineageAnswer reference={tab.input.reference} />
}

function LineageSection({ subject: { summary, version } }: { subject: DatasetSubject }) {
  const reference = formatReference(summary.name, version)
  return <LineageAnswer key={reference} reference={reference} />
}

/** What leads to what: a graph in a tab and as a section of each dataset. */
export const lineageFeature: Feature = {
  tabs: [
    tabKind({
      kind: 'lineage',
      component: LineageTab,
      icon: () => <Waypoints size={13} aria-hidden="true" />,
    }),
  ],
  commands: [{ id: 'lineage', title: 'Show the lineage of the store', run: () => openLineage() }],
  datasetSections: [
    {
      id: 'lineage',
      title: 'Lineage',
      component: LineageSection,
      when: ({ latest }) => latest !== undefined,
    },
  ],
  versionActions: [
    {
      id: 'lineage',
      title: () => 'Lineage',
      run: ({ dataset, version }) => openLineage(formatReference(dataset.name, version.version)),
      when: ({ version }) => !version.expired,
    },
  ],
}
