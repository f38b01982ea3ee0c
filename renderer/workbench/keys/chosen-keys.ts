import { useMemo } from 'react'
import type { Command } from '../feature.ts'
import { usePreferences } from '../preferences.ts'
import { withKeys } from './key-choice.ts'

/** The commands with the keys that people chose for them, again whenever they choose. */
export function useChosenKeys(commands: readonly Command[]): readonly Command[] {
  const keys = usePreferences((state) => state.keys)
  return useMemo(() => withKeys(commands, keys), [commands, keys])
}
