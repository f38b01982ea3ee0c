import { createContext, type ReactNode, useContext, useMemo } from 'react'
import type { Command } from '../feature.ts'

interface Commands {
  /** With the keys that hold now. */
  readonly commands: readonly Command[]
  /** With the keys that Firn comes with. */
  readonly usual: readonly Command[]
}

const CommandsContext = createContext<Commands>({ commands: [], usual: [] })

/** Gives all commands of the window to everything inside. */
export function CommandsProvider({ children, commands, usual }: Commands & { children: ReactNode }) {
  const value = useMemo(() => ({ commands, usual }), [commands, usual])
  return <CommandsContext value={value}>{children}</CommandsContext>
}

/** All commands of the window, as they are and as Firn comes with them. */
export function useAllCommands(): Commands {
  return useContext(CommandsContext)
}

/** A command by its id. */
export function useCommand(id: string): Command | undefined {
  return useContext(CommandsContext).commands.find((command) => command.id === id)
}
