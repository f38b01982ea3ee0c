import { create } from 'zustand'
import { persist } from 'zustand/middleware'
import type { Theme } from '../../shared/contract/host.ts'
import { readRowHeights } from '../components/row-heights.ts'
import { useValueFormat, type ValueFormat } from '../components/value-format.ts'

export type { Theme }

export type TextSize = 'small' | 'normal' | 'large'

interface Preferences extends ValueFormat {
  readonly theme: Theme
  readonly textSize: TextSize
  /** Keys that were chosen for commands, by their ids; null: none. */
  readonly keys: { readonly [command: string]: string | null }
  readonly sideShown: boolean
  readonly inspectorShown: boolean
}

const preferencesName = 'firn:preferences'

/** How this browser shows the window, whatever store is open. */
export const usePreferences = create<Preferences>()(
  persist(
    (): Preferences => ({
      theme: 'system',
      textSize: 'normal',
      thousands: true,
      dates: 'iso',
      keys: {},
      sideShown: true,
      inspectorShown: true,
    }),
    { name: preferencesName },
  ),
)

const darkSystem = matchMedia('(prefers-color-scheme: dark)')

/** Puts what was chosen on the page, now and whenever the choice or the system changes. */
export function applyPreferences(): void {
  const apply = () => {
    const { theme, textSize, thousands, dates } = usePreferences.getState()
    const dark = theme === 'dark' || (theme === 'system' && darkSystem.matches)
    document.documentElement.dataset['theme'] = dark ? 'dark' : 'light'
    document.documentElement.dataset['text'] = textSize
    readRowHeights()
    const written = useValueFormat.getState()
    if (written.thousands !== thousands || written.dates !== dates)
      useValueFormat.setState({ thousands, dates })
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

export function setTextSize(textSize: TextSize): void {
  usePreferences.setState({ textSize })
}

export function setValueFormat(format: Partial<ValueFormat>): void {
  usePreferences.setState(format)
}

/** Gives commands other keys, beside those that were chosen before; undefined: the usual one. */
export function chooseKeys(chosen: { readonly [command: string]: string | null | undefined }): void {
  usePreferences.setState(({ keys }) => ({
    keys: Object.fromEntries(
      Object.entries({ ...keys, ...chosen }).filter((entry): entry is [string, string | null] => {
        return entry[1] !== undefined
      }),
    ),
  }))
}

export function resetKeys(): void {
  usePreferences.setState({ keys: {} })
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
