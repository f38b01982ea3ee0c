import { create } from 'zustand'
import { persist } from 'zustand/middleware'

export type Theme = 'system' | 'light' | 'dark'

interface Preferences {
  readonly theme: Theme
  readonly sideShown: boolean
  readonly inspectorShown: boolean
}

/** How this browser shows the window, whatever store is open. */
export const usePreferences = create<Preferences>()(
  persist((): Preferences => ({ theme: 'system', sideShown: true, inspectorShown: true }), {
    name: 'firn:preferences',
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
