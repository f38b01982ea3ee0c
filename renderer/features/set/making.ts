import { create } from 'zustand'
import { splitTable } from '../../../shared/model/reference.ts'
import type { SetMember } from '../../../shared/model/set.ts'

/** Which version of each chosen dataset is held, as it stands behind the `@`; the empty text follows the latest. */
export type ChosenMembers = { readonly [dataset: string]: string }

/** What the open dialog began with. */
export interface MakingSet {
  /** Given when a set gets another version. */
  readonly name?: string
  readonly members: ChosenMembers
}

/** The dialog that makes a set, when it is open. */
export const useMakingSet = create<{ readonly open: MakingSet | undefined }>(() => ({ open: undefined }))

export function startSet(members: ChosenMembers = {}): void {
  useMakingSet.setState({ open: { members } })
}

/** Begins with what a version of a set holds, asked for by the same names. */
export function startNextSet(name: string, members: readonly SetMember[]): void {
  const chosen = Object.fromEntries(
    members.map(({ dataset, named }) => [dataset, splitTable(named).snapshot.split('@')[1] ?? '']),
  )
  useMakingSet.setState({ open: { name, members: chosen } })
}

export function stopMakingSet(): void {
  useMakingSet.setState({ open: undefined })
}

/** `events`, `labels@prod`: in the order of their names. */
export function memberReferences(members: ChosenMembers): string[] {
  return Object.entries(members)
    .map(([dataset, selector]) => (selector === '' ? dataset : `${dataset}@${selector}`))
    .toSorted()
}
