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

/** Where a person was in one tab: scroll places, selected cells, what was folded out. By the name of the part. */
export type TabPlaces = { readonly [part: string]: unknown }

interface TabState {
  readonly tabs: readonly Tab[]
  readonly activeId: string | undefined
  /** By the ids of tabs. */
  readonly places: { readonly [tabId: string]: TabPlaces }
}

/** The open tabs of the store, in their order. */
export const useTabs = createRemembered<TabState>(
  'tabs',
  () => ({ tabs: [], activeId: undefined, places: {} }),
  ({ tabs, activeId, places }) => ({ tabs, activeId, places }),
  readTabs,
)

/** What was kept of the tabs; undefined where nothing of ours can look like that. */
function readTabs(kept: unknown): Partial<TabState> | undefined {
  if (!isRecord(kept)) return undefined
  const { tabs, activeId, places } = kept
  if (!Array.isArray(tabs) || !tabs.every(isTab)) return undefined
  if (activeId !== undefined && typeof activeId !== 'string') return undefined
  const isPlaces = isRecord(places) && Object.values(places).every(isRecord)
  return { tabs, activeId, places: isPlaces ? (places as TabState['places']) : {} }
}

function isTab(value: unknown): value is Tab {
  if (!isRecord(value)) return false
  const { id, kind, title, input } = value
  return typeof id === 'string' && typeof kind === 'string' && typeof title === 'string' && isRecord(input)
}

function isRecord(value: unknown): value is { readonly [name: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

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
  const { tabs, activeId, places } = useTabs.getState()
  const position = tabs.findIndex((tab) => tab.id === id)
  if (position < 0) return
  const rest = tabs.filter((tab) => tab.id !== id)
  const next = rest[Math.min(position, rest.length - 1)]
  const { [id]: _, ...others } = places
  useTabs.setState({ tabs: rest, activeId: activeId === id ? next?.id : activeId, places: others })
}

/** Notes where a person is in parts of an open tab. */
export function keepPlaces(id: string, parts: TabPlaces): void {
  useTabs.setState(({ tabs, places }) =>
    tabs.some((tab) => tab.id === id) ? { places: { ...places, [id]: { ...places[id], ...parts } } } : {},
  )
}

/** A tab begins anew, as when it was opened. */
export function forgetPlaces(id: string): void {
  const { [id]: _, ...others } = useTabs.getState().places
  useTabs.setState({ places: others })
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
