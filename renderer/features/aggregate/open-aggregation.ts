import { openTab } from '../../workbench/tabs.ts'
import type { AggregateDraft } from './draft.ts'

declare module '../../workbench/tabs.ts' {
  interface TabInputs {
    /** A query to begin with, or a draft. */
    aggregate: {
      readonly sql?: string
      readonly parameters?: { readonly [name: string]: string }
      readonly draft?: AggregateDraft
    }
  }
}

/** Opens a recipe to write, in a tab of its own. */
export function openAggregation(input: {
  readonly sql?: string
  readonly parameters?: { readonly [name: string]: string }
  readonly draft?: AggregateDraft
}): void {
  const { draft } = input
  openTab({
    kind: 'aggregate',
    title: draft === undefined ? 'New aggregation' : `Recipe of ${draft.dataset}`,
    input,
  })
}
