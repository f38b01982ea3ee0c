/** A key that belongs to a place or to the system and not to a command, so that nobody can choose another one. */
export interface FixedKey {
  readonly key: string
  /** Completes "Ctrl C …", for those who want the key for something else; absent where no command may have it anyway. */
  readonly does?: string
}

/** Keys of one place, as the key help lists them. */
export interface FixedKeys {
  readonly title: string
  readonly keys: readonly FixedKey[]
}

/** All of them that are worth telling. */
export const fixedKeys: readonly FixedKeys[] = [
  { title: 'Run all statements (editor)', keys: [{ key: 'Mod+Enter' }] },
  { title: 'Run the selection, or the statement at the cursor (editor)', keys: [{ key: 'Shift+Enter' }] },
  { title: 'Comment or uncomment (editor)', keys: [{ key: 'Mod+/', does: 'comments in the editor' }] },
  { title: 'Find (editor)', keys: [{ key: 'Mod+F', does: 'finds in the editor' }] },
  { title: 'Leave the editor', keys: [{ key: 'Esc' }, { key: 'Tab' }] },
  { title: 'Other tab, close a tab (tabs)', keys: [{ key: '←' }, { key: '→' }, { key: 'Delete' }] },
  { title: 'Cancel a query, close a dialog or panel', keys: [{ key: 'Esc' }] },
  { title: 'First row, last row (grid)', keys: [{ key: 'Mod+Home' }, { key: 'Mod+End' }] },
  {
    title: 'Select cells (grid)',
    keys: [{ key: 'Shift+arrows' }, { key: 'Mod+A', does: 'selects everything' }],
  },
  {
    title: 'Copy cells, with headers (grid)',
    keys: [
      { key: 'Mod+C', does: 'copies' },
      { key: 'Mod+Shift+C', does: 'copies cells with their headers' },
    ],
  },
  { title: 'Show the whole value (grid)', keys: [{ key: 'Enter' }] },
  { title: 'Menu of a column (grid header)', keys: [{ key: 'Alt+ArrowDown' }] },
]

/** What every program does with these; nobody needs to be told. */
const ofEveryProgram: readonly FixedKey[] = [
  { key: 'Mod+V', does: 'pastes' },
  { key: 'Mod+X', does: 'cuts' },
  { key: 'Mod+Z', does: 'undoes' },
  { key: 'Mod+Y', does: 'does again what was undone' },
  { key: 'Mod+Shift+Z', does: 'does again what was undone' },
]

/** What a key does already, wherever the window is; undefined for one that a command may have. */
export function fixedUseOf(key: string): string | undefined {
  const all = [...fixedKeys.flatMap(({ keys }) => keys), ...ofEveryProgram]
  return all.find((one) => one.key === key)?.does
}
