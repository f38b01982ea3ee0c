import type { Connection } from '../client/connection.ts'
import { useCatalogue } from './catalogue.ts'
import { ensureStore } from './session.ts'
import { type DatasetInput, openTab, useTabs } from './tabs.ts'

/** Opens a dataset, or brings its tab to the front and shows what is asked for there. */
export function openDataset(dataset: string, more: Omit<DatasetInput, 'dataset'> = {}): void {
  const mark = useCatalogue.getState().datasets?.find((one) => one.name === dataset)?.kind
  openTab(
    { kind: 'dataset', title: dataset, input: { dataset, ...more }, ...(mark === undefined ? {} : { mark }) },
    (other) => other.input.dataset === dataset,
  )
}

/** Opens a new query tab with some SQL in it. */
export function openQuery(
  sql = '',
  more: { readonly title?: string; readonly runAtOnce?: boolean } = {},
): void {
  const queries = useTabs.getState().tabs.filter((tab) => tab.kind === 'query').length
  openTab({
    kind: 'query',
    title: more.title ?? `Query ${queries + 1}`,
    input: { sql, ...(more.runAtOnce === true ? { runAtOnce: true } : {}) },
  })
}

/** Looks at files and folders that a person chose or dropped; without an open store in the default one. */
export async function openData(client: Connection, sources: readonly string[]): Promise<void> {
  if (await ensureStore(client)) openImport(sources)
}

/** Looks at files and folders before anything is imported. */
export function openImport(sources: readonly string[]): void {
  const last =
    sources[0]
      ?.replace(/[\\/]+$/, '')
      .split(/[\\/]/)
      .pop() ?? 'files'
  openTab(
    { kind: 'import', title: `Import ${last}`, input: { sources } },
    (other) => JSON.stringify(other.input.sources) === JSON.stringify(sources),
  )
}

/** Puts two references side by side. */
export function openComparison(a: string, b: string): void {
  openTab(
    { kind: 'compare', title: comparisonTitle(a, b), input: { a, b } },
    (other) => other.input.a === a && other.input.b === b,
  )
}

/** `listings v6 ↔ v7`; of two datasets both names. */
export function comparisonTitle(a: string, b: string): string {
  const [left = a, leftVersion = ''] = a.split('@')
  const [right = b, rightVersion = ''] = b.split('@')
  return left === right ? `${left} ${leftVersion} ↔ ${rightVersion}` : `${a} ↔ ${b}`
}
