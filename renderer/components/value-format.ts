import { create } from 'zustand'

/** How figures and dates are shown. What is copied and exported is exact in any case. */
export interface ValueFormat {
  /** Commas between thousands. */
  readonly thousands: boolean
  /** `iso`: 2026-01-05; `local`: in the order of this machine. */
  readonly dates: 'iso' | 'local'
}

export const useValueFormat = create<ValueFormat>(() => ({ thousands: true, dates: 'iso' }))
