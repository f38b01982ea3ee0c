import type { DatasetKind } from '../../shared/model/kind.ts'
import { uniqueId } from '../client/unique-id.ts'
import { createRemembered } from './persistence.ts'

/** What each kind of tab is opened with. A feature adds its own kinds by declaration merging. */
export interface TabInputs {
  import: { readonly sources: readonly string[] }
  dataset: DatasetInput
  query: { readonly sql: string; readonly runAtOnce?: boolean }
  compare: ComparisonInput
}

/** Two references, and how their rows and columns find each other where that was chosen. */
export interface ComparisonInput {
  readonly a: string
  readonly b: string
  /** Columns that name a row; empty: whole rows are compared. */
  readonly key?: readonly string[]
  readonly rename?: readonly ColumnPair[]
}

/** A column under its old and its new name. */
export interface ColumnPair {
  readonly from: string
  readonly to: string
}

export interface DatasetInput {
  readonly dataset: string
  /** Absent: follows the latest. */
  readonly version?: number
  readonly section?: string
  readonly table?: string
  /** Conditions in SQL that the Data section filters by. */
  readonly where?: readonly string[]
}

export interface Tab<Kind extends keyof TabInputs = keyof TabInputs> {
  readonly id: string
  readonly kind: Kind
  readonly title: string
  readonly input: TabInputs[Kind]
  /** The dataset's kind, shown as its mark. */
  readonly mark?: DatasetKind
}

interface TabState {
  readonly tabs: readonly Tab[]
  readonly activeId: string | undefined
}

/** The open tabs of the store, in their order. */
export const useTabs = createRemembered<TabState>(
  'tabs',
  () => ({ tabs: [], activeId: undefined }),
  ({ tabs, activeId }) => ({ tabs, activeId }),
)

/** Opens a tab in front. `same` finds one that already shows it; that one comes to the front instead. */
export function openTab<Kind extends keyof TabInputs>(
  tab: Omit<Tab<Kind>, 'id'>,
  same?: (other: Tab<Kind>) => boolean,
): string {
  const { tabs } = useTabs.getState()
  const there =
    same === undefined
      ? undefined
      : tabs.find((other) => other.kind === tab.kind && same(other as unknown as Tab<Kind>))
  if (there !== undefined) {
    const renewed = tabs.map((other) => (other === there ? { ...there, ...tab } : other))
    useTabs.setState({ tabs: renewed, activeId: there.id })
    return there.id
  }
  const id = uniqueId()
  useTabs.setState({ tabs: [...tabs, { ...tab, id }], activeId: id })
  return id
}

/** Changes what a tab shows or how it is called. */
export function changeTab<Kind extends keyof TabInputs>(
  id: string,
  change: Partial<Omit<Tab<Kind>, 'id' | 'kind'>>,
): void {
  useTabs.setState(({ tabs }) => ({
    tabs: tabs.map((tab) => (tab.id === id ? { ...tab, ...change } : tab)),
  }))
}

export function activateTab(id: string): void {
  useTabs.setState({ activeId: id })
}

/** Closes a tab; its right neighbour comes to the front, else its left one. */
export function closeTab(id: string): void {
  const { tabs, activeId } = useTabs.getState()
  const position = tabs.findIndex((tab) => tab.id === id)
  if (position < 0) return
  const rest = tabs.filter((tab) => tab.id !== id)
  const next = rest[Math.min(position, rest.length - 1)]
  useTabs.setState({ tabs: rest, activeId: activeId === id ? next?.id : activeId })
}

/** Moves the front by so many tabs, around the end. */
export function cycleTabs(by: number): void {
  const { tabs, activeId } = useTabs.getState()
  if (tabs.length === 0) return
  const position = tabs.findIndex((tab) => tab.id === activeId)
  const next = tabs[(position + by + tabs.length) % tabs.length]
  if (next !== undefined) useTabs.setState({ activeId: next.id })
}

/** Moves a tab before another one, or to the end. */
export function moveTab(id: string, before: string | undefined): void {
  useTabs.setState(({ tabs }) => {
    const moving = tabs.find((tab) => tab.id === id)
    if (moving === undefined || id === before) return { tabs }
    const rest = tabs.filter((tab) => tab.id !== id)
    const at = before === undefined ? rest.length : rest.findIndex((tab) => tab.id === before)
    return { tabs: [...rest.slice(0, at), moving, ...rest.slice(at)] }
  })
}
