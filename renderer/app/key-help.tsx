import { Dialog } from '../components/dialog.tsx'
import type { Command } from '../workbench/feature.ts'
import { fixedKeys } from '../workbench/keys/fixed-keys.ts'
import { shownKey } from '../workbench/keys/keys.ts'
import { showHelp, usePalette } from './palette-state.ts'

/** All keys, in one dialog. */
export function KeyHelp({ commands }: { commands: readonly Command[] }) {
  const open = usePalette((state) => state.helpOpen)
  if (!open) return null
  const rows = [
    ...commands.flatMap(({ title, key }) => (key === undefined ? [] : [{ title, keys: [{ key }] }])),
    ...fixedKeys,
  ]
  return (
    <Dialog title="Keys" onClose={() => showHelp(false)}>
      <dl className="key-help">
        {rows.map(({ title, keys }) => (
          <div key={title} style={{ display: 'contents' }}>
            <dt>{title}</dt>
            <dd>
              {keys.map(({ key }) => (
                <kbd key={key}>{shownKey(key)}</kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </Dialog>
  )
}
