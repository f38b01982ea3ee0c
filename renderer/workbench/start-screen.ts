import type { ComponentType } from 'react'
import { create } from 'zustand'

/** A screen that is shown instead of the start screen while no store, and so no tab, is open. */
export interface ScreenAtStart {
  readonly title: string
  readonly component: ComponentType
}

export const useStartScreen = create<{ readonly shown: ScreenAtStart | undefined }>(() => ({
  shown: undefined,
}))

export function showAtStart(shown: ScreenAtStart): void {
  useStartScreen.setState({ shown })
}

export function leaveToStart(): void {
  useStartScreen.setState({ shown: undefined })
}
