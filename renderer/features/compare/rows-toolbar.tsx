import { ChevronDown } from 'lucide-react'
import type { OpenComparison } from '../../../shared/contract/compare.ts'
import { Button } from '../../components/button.tsx'
import { Checkbox } from '../../components/field.tsx'
import { count } from '../../components/figures.ts'
import { Menu } from '../../components/menu.tsx'
import { KeyControl } from './key-control.tsx'

/** The key, filters by column, and the way from change to change. */
export function RowsToolbar({
  comparison,
  column,
  hideUnchanged,
  onKey,
  onShowBad,
  onColumn,
  onHideUnchanged,
  onNext,
}: {
  comparison: OpenComparison
  /** Only rows in which this column changed are shown. */
  column: string | undefined
  hideUnchanged: boolean
  onKey: (key: readonly string[] | undefined) => void
  onShowBad: () => void
  onColumn: (column: string | undefined) => void
  onHideUnchanged: (hide: boolean) => void
  onNext: () => void
}) {
  const changed = comparison.columns.filter((each) => each.changed > 0)
  const most = [...changed].sort((one, other) => other.changed - one.changed)
  return (
    <div className="toolbar" role="toolbar" aria-label="Rows">
      {comparison.equal ? (
        <span className="secondary small ellipsis">
          Both versions have the same content: every row is equal
        </span>
      ) : (
        <KeyControl comparison={comparison} onKey={onKey} onShowBad={onShowBad} />
      )}
      <div className="toolbar-end">
        <Menu
          label="Changed column"
          align="end"
          list={[
            { id: 'any', title: 'Any column', checked: column === undefined, run: () => onColumn(undefined) },
            { kind: 'line', id: 'line' },
            ...most.map((each) => ({
              id: `column ${each.name}`,
              title: each.name,
              note: count(each.changed),
              checked: column === each.name,
              run: () => onColumn(each.name),
            })),
          ]}
          trigger={
            <Button look="ghost" disabled={changed.length === 0} aria-pressed={column !== undefined}>
              <span className="ellipsis compare-column-name">
                {column === undefined ? 'Changed column' : `Changed: ${column}`}
              </span>
              <ChevronDown size={13} aria-hidden="true" />
            </Button>
          }
        />
        <Checkbox checked={hideUnchanged} onCheck={onHideUnchanged} disabled={changed.length === 0}>
          Hide unchanged columns
        </Checkbox>
        <Button onClick={onNext} disabled={comparison.equal} title="Go to the next row that differs">
          Next change <kbd>N</kbd>
        </Button>
      </div>
    </div>
  )
}
