import { create } from 'zustand'

interface PaletteState {
  readonly open: boolean
  /** `datasets`: only datasets and versions are offered. */
  readonly scope: 'all' | 'datasets'
  readonly helpOpen: boolean
}

export const usePalette = create<PaletteState>(() => ({ open: false, scope: 'all', helpOpen: false }))

export function openPalette(scope: PaletteState['scope'] = 'all'): void {
  usePalette.setState({ open: true, scope })
}

export function closePalette(): void {
  usePalette.setState({ open: false })
}

export function showHelp(helpOpen: boolean): void {
  usePalette.setState({ helpOpen })
}
