import { BrowserWindow } from 'electron'
import type { DesktopState } from './desktop-state.ts'

/** Electron's steps of a fifth, halved; beyond these ends nothing can be read or found any more. */
const step = 0.5
const ends = { least: -3, most: 5 }

/** Shows all windows larger or smaller, and remembers it. */
export function zoom(state: DesktopState, to: 'in' | 'out' | 'reset'): void {
  const { zoom: now } = state.saved
  const wanted = to === 'reset' ? 0 : now + (to === 'in' ? step : -step)
  const level = Math.min(ends.most, Math.max(ends.least, wanted))
  state.change({ zoom: level })
  for (const { webContents } of BrowserWindow.getAllWindows()) webContents.setZoomLevel(level)
}
