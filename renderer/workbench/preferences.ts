import { create } from 'zustand'
import { persist } from 'zustand/middleware'
import type { Theme } from '../../shared/contract/host.ts'

export type { Theme }

interface Preferences {
  readonly theme: Theme
  readonly sideShown: boolean
  readonly inspectorShown: boolean
}

const preferencesName = 'firn:preferences'

/** How this browser shows the window, whatever store is open. */
export const usePreferences = create<Preferences>()(
  persist((): Preferences => ({ theme: 'system', sideShown: true, inspectorShown: true }), {
    name: preferencesName,
  }),
)

const darkSystem = matchMedia('(prefers-color-scheme: dark)')

/** Puts the chosen theme on the page, now and whenever the choice or the system changes. */
export function applyTheme(): void {
  const apply = () => {
    const { theme } = usePreferences.getState()
    const dark = theme === 'dark' || (theme === 'system' && darkSystem.matches)
    document.documentElement.dataset['theme'] = dark ? 'dark' : 'light'
  }
  apply()
  usePreferences.subscribe(apply)
  darkSystem.addEventListener('change', apply)
  // Another window of the same browser, or of the desktop, has changed them.
  window.addEventListener('storage', ({ key }) => {
    if (key === preferencesName) void usePreferences.persist.rehydrate()
  })
}

export function setTheme(theme: Theme): void {
  usePreferences.setState({ theme })
}

export function toggleSide(): void {
  usePreferences.setState(({ sideShown }) => ({ sideShown: !sideShown }))
}

export function toggleInspector(): void {
  usePreferences.setState(({ inspectorShown }) => ({ inspectorShown: !inspectorShown }))
}

export function setInspector(inspectorShown: boolean): void {
  usePreferences.setState({ inspectorShown })
}
