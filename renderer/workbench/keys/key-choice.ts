import type { Command } from '../feature.ts'
import { fixedUseOf } from './fixed-keys.ts'

/** Keys that were chosen, by the id of their command; null: it has none. */
export type ChosenKeys = { readonly [command: string]: string | null }

/** Commands with the keys that were chosen; those of which nothing was chosen keep theirs. */
export function withKeys<Of extends Pick<Command, 'id' | 'key'>>(
  commands: readonly Of[],
  chosen: ChosenKeys,
): readonly Of[] {
  return commands.map((command) => {
    const key = chosen[command.id]
    if (key === undefined) return command
    const { key: _usual, ...rest } = command
    return (key === null ? rest : { ...rest, key }) as Of
  })
}

/** What browsers do not let a page have. */
const browserKeys = new Set(['Mod+N', 'Mod+Shift+N', 'Mod+T', 'Mod+Shift+T', 'Mod+W', 'Mod+Shift+W', 'F11'])
const desktopKeys = new Set(['Mod+Q', 'Alt+F4'])

/** What speaks against a key for a command. */
export type KeyProblem =
  | { readonly kind: 'refused'; readonly text: string }
  /** Another command has it, which may give it up. */
  | { readonly kind: 'taken'; readonly by: Pick<Command, 'id' | 'title'> }

/** Whether a command may have a key, among all commands as they are; `written` is how people see it. */
export function keyProblem(
  key: string,
  id: string,
  commands: readonly Pick<Command, 'id' | 'title' | 'key'>[],
  { written, desktop }: { readonly written: string; readonly desktop: boolean },
): KeyProblem | undefined {
  const refused = (text: string): KeyProblem => ({ kind: 'refused', text })
  if (!/^(Mod|Alt)\+/.test(key) && !/^(Shift\+)?F\d+$/.test(key))
    return refused('Letters alone are for typing: hold Ctrl, Cmd or Alt, or take a function key.')
  const use = fixedUseOf(key)
  if (use !== undefined) return refused(`${written} ${use}; take another key.`)
  if (!desktop && browserKeys.has(key))
    return refused(`The browser keeps ${written} for itself; take another key.`)
  if (desktop && desktopKeys.has(key)) return refused(`${written} ends the program; take another key.`)
  const other = commands.find((command) => command.key === key && command.id !== id)
  return other === undefined ? undefined : { kind: 'taken', by: other }
}
