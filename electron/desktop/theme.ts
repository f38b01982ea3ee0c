import { BrowserWindow, nativeTheme } from 'electron'
import type { DesktopState } from './desktop-state.ts'

/** `--window` of the two themes (renderer/styles/tokens.css), so that nothing flashes before the page is there. */
const grounds = { light: '#f3f5f8', dark: '#10151b' }

export function groundOfTheTheme(): string {
  return nativeTheme.shouldUseDarkColors ? grounds.dark : grounds.light
}

/** Gives the system's parts of the windows the theme that was chosen last, from the first moment on. */
export function keepTheme(state: DesktopState): void {
  nativeTheme.themeSource = state.saved.theme
  nativeTheme.on('updated', () => {
    for (const window of BrowserWindow.getAllWindows()) window.setBackgroundColor(groundOfTheTheme())
  })
}

/** Takes over the theme that a window was given; all windows follow. */
export function setTheme(state: DesktopState, theme: DesktopState['saved']['theme']): void {
  if (state.saved.theme === theme && nativeTheme.themeSource === theme) return
  nativeTheme.themeSource = theme
  state.change({ theme })
}
