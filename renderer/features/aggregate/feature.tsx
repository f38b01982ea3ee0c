import { lazy } from 'react'
import { KindMark } from '../../components/badge.tsx'
import { sqlName } from '../../components/sql-editor/table-names.ts'
import { type Feature, tabKind } from '../../workbench/feature.ts'
import { type DatasetInput, useTabs } from '../../workbench/tabs.ts'
import { openAggregation } from './open-aggregation.ts'
import { isWritable } from '../../workbench/session.ts'

/** Begins a recipe, over the dataset in front when there is one. */
function beginAggregation(): void {
  const { tabs, activeId } = useTabs.getState()
  const front = tabs.find(({ id }) => id === activeId)
  const dataset = front?.kind === 'dataset' ? (front.input as DatasetInput).dataset : undefined
  openAggregation({ sql: dataset === undefined ? '' : `SELECT *\nFROM ${sqlName(dataset)}` })
}

/** Recipes: writing them, and what made a version. */
export const aggregateFeature: Feature = {
  tabs: [
    tabKind<'aggregate'>({
      kind: 'aggregate',
      component: lazy(async () => ({ default: (await import('./aggregate-screen.tsx')).AggregateScreen })),
      icon: () => <KindMark kind="aggregation" />,
    }),
  ],
  commands: [{ id: 'aggregate', title: 'New aggregation', run: beginAggregation, when: isWritable }],
  resultActions: [
    {
      id: 'aggregate',
      title: () => 'Save as aggregation…',
      run: ({ result, parameters }) => openAggregation({ sql: result.sql, parameters }),
      // What is kept must say which versions it came from; files have none.
      when: ({ result }) => isWritable() && result.files.length === 0,
    },
  ],
  datasetSections: [
    {
      id: 'recipe',
      title: 'Recipe',
      when: ({ kind, latest }) => kind === 'aggregation' && latest !== undefined,
      component: lazy(async () => ({ default: (await import('./recipe-section.tsx')).RecipeSection })),
    },
  ],
}
