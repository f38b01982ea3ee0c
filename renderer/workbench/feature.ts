import type { ComponentType, ReactNode } from 'react'
import type { MenuPlace } from '../../shared/contract/host.ts'
import type { OpenResult } from '../../shared/contract/query.ts'
import type { DatasetSummary, VersionSummary } from '../../shared/model/dataset.ts'
import type { Tab, TabInputs } from './tabs.ts'

/** A screen that fills a tab. `active`: it is the one in front. */
export interface TabProps<Kind extends keyof TabInputs = keyof TabInputs> {
  readonly tab: Tab<Kind>
  readonly active: boolean
}

export interface TabKind<Kind extends keyof TabInputs = keyof TabInputs> {
  readonly kind: Kind
  readonly component: ComponentType<TabProps<Kind>>
  readonly icon: (tab: Tab<Kind>) => ReactNode
}

/** Something the palette, a key or a menu can do at any time. */
export interface Command {
  readonly id: string
  readonly title: string
  /** As people write it, for example `Ctrl+K`; `Mod` is Cmd on a Mac and Ctrl elsewhere. */
  readonly key?: string
  readonly run: () => void
  /** Where the desktop's menu shows it; among the commands on data, when absent. */
  readonly place?: MenuPlace
  /** For one of several: whether it is the one now. */
  readonly checked?: () => boolean
  /** Shown in the title bar as well, as a button with these words. */
  readonly inTitleBar?: string
  /** Whether it makes sense now; always, when absent. */
  readonly when?: () => boolean
  /** A feature's command that makes sense on the start screen, too. */
  readonly withoutStore?: true
}

/** What an action on a dataset is about. */
export interface DatasetSubject {
  readonly summary: DatasetSummary
  /** The version in front, which need not be the latest. */
  readonly version: number
  readonly table?: string
}

/** What an action on a query's result is about. */
export interface ResultSubject {
  readonly result: OpenResult
  readonly parameters: { readonly [name: string]: string }
}

/** A button that another feature puts beside what it is about. */
export interface Action<Subject> {
  readonly id: string
  readonly title: (subject: Subject) => string
  readonly run: (subject: Subject) => void
  readonly when?: (subject: Subject) => boolean
}

/** One more section of a dataset's screen, beside Data, Schema and Versions. */
export interface DatasetSection {
  readonly id: string
  readonly title: string
  readonly component: ComponentType<{ subject: DatasetSubject; active: boolean }>
  readonly when?: (summary: DatasetSummary) => boolean
  /** Stands before Data, and is what a dataset opens with. */
  readonly first?: true
}

/** What one folder under features/ brings into the window. */
export interface Feature {
  /** Fills the window while no tab is open, and while no store is. */
  readonly home?: ComponentType
  readonly tabs?: readonly TabKind<never>[]
  readonly commands?: readonly Command[]
  readonly datasetActions?: readonly Action<DatasetSubject>[]
  readonly datasetSections?: readonly DatasetSection[]
  readonly resultActions?: readonly Action<ResultSubject>[]
  /** Actions on a version in a dataset's timeline. */
  readonly versionActions?: readonly Action<{
    readonly dataset: DatasetSummary
    readonly version: VersionSummary
  }>[]
  /** Always mounted: dialogs and messages that open by a state of the feature's own. */
  readonly overlays?: readonly ComponentType[]
}

/** Writes a tab kind down with its input's type. */
export function tabKind<Kind extends keyof TabInputs>(kind: TabKind<Kind>): TabKind<never> {
  return kind as unknown as TabKind<never>
}
