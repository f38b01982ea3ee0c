import { Dialog } from '../components/dialog.tsx'
import type { Command } from '../workbench/feature.ts'
import { shownKey } from '../workbench/keys/keys.ts'
import { showHelp, usePalette } from './palette-state.ts'

/** Keys that belong to a place rather than to a command. */
const placed: readonly (readonly [string, string])[] = [
  ['Run all statements (editor)', 'Mod+Enter'],
  ['Run the selection, or the statement at the cursor (editor)', 'Shift+Enter'],
  ['Comment or uncomment (editor)', 'Mod+/'],
  ['Find (editor)', 'Mod+F'],
  ['Leave the editor', 'Esc, Tab'],
  ['Other tab, close a tab (tabs)', '←, →, Delete'],
  ['Cancel a query, close a dialog or panel', 'Esc'],
  ['First row, last row (grid)', 'Mod+Home, Mod+End'],
  ['Select cells (grid)', 'Shift+arrows, Mod+A'],
  ['Copy cells, with headers (grid)', 'Mod+C, Mod+Shift+C'],
  ['Show the whole value (grid)', 'Enter'],
  ['Menu of a column (grid header)', 'Alt+ArrowDown'],
]

/** All keys, in one dialog. */
export function KeyHelp({ commands }: { commands: readonly Command[] }) {
  const open = usePalette((state) => state.helpOpen)
  if (!open) return null
  const rows = [
    ...commands.flatMap(({ title, key }): (readonly [string, string])[] =>
      key === undefined ? [] : [[title, key]],
    ),
    ...placed,
  ]
  return (
    <Dialog title="Keys" onClose={() => showHelp(false)}>
      <dl className="key-help">
        {rows.map(([title, key]) => (
          <div key={title} style={{ display: 'contents' }}>
            <dt>{title}</dt>
            <dd>
              {key.split(', ').map((one) => (
                <kbd key={one}>{shownKey(one)}</kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </Dialog>
  )
}
