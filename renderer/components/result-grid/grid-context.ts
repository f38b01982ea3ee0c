import { createContext, useContext } from 'react'
import type { ResultColumn } from '../../../shared/model/value.ts'
import type { GridView } from './grid-source.ts'

/** Tells a column header to open its menu: the grid keeps the keys from reaching it. */
export const openMenuEvent = 'firn-open-menu'

/** What column headers need of their grid. */
export interface GridActions {
  readonly view: GridView
  readonly onView: ((view: GridView) => void) | undefined
  readonly onInspectColumn: ((column: ResultColumn) => void) | undefined
  /** A column came into focus: a panel that is open follows it. */
  readonly onFocusColumn: ((column: ResultColumn) => void) | undefined
  readonly onHide: ((column: string) => void) | undefined
  readonly onPin: (column: string, side: 'left' | 'right' | null) => void
  readonly pinned: (column: string) => 'left' | 'right' | null
  readonly onFit: (column: string) => void
}

export const GridActionsContext = createContext<GridActions | undefined>(undefined)

export function useGridActions(): GridActions {
  const actions = useContext(GridActionsContext)
  if (actions === undefined) throw new Error('A column header is used outside of a grid')
  return actions
}
