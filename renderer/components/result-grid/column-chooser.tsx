import { Columns3 } from 'lucide-react'
import { useState } from 'react'
import type { ResultColumn } from '../../../shared/model/value.ts'
import { Button, IconButton } from '../button.tsx'
import { Checkbox, TextInput } from '../field.tsx'
import { Popover } from '../popover.tsx'
import { shortType } from './short-type.ts'

/** Rows of the list; more columns are reached by searching. */
const mostListed = 300

/** Which columns a grid shows. */
export function ColumnChooser({
  columns,
  hidden,
  onHidden,
}: {
  columns: readonly ResultColumn[]
  hidden: ReadonlySet<string>
  onHidden: (hidden: ReadonlySet<string>) => void
}) {
  const [open, setOpen] = useState(false)
  const [search, setSearch] = useState('')
  const found = columns.filter(({ name }) => name.toLowerCase().includes(search.toLowerCase()))
  const setAll = (shown: boolean) => {
    const next = new Set(hidden)
    for (const { name } of found) {
      if (shown) next.delete(name)
      else next.add(name)
    }
    // A grid without any column would look empty.
    if (next.size < columns.length) onHidden(next)
  }
  const toggle = (name: string) => {
    const next = new Set(hidden)
    if (!next.delete(name)) next.add(name)
    if (next.size < columns.length) onHidden(next)
  }
  return (
    <Popover
      open={open}
      onOpenChange={setOpen}
      label="Columns"
      align="end"
      trigger={
        hidden.size === 0 ? (
          <IconButton label="Columns">
            <Columns3 size={15} aria-hidden="true" />
          </IconButton>
        ) : (
          <Button look="ghost" aria-label="Columns" title="Columns">
            <Columns3 size={15} aria-hidden="true" /> {columns.length - hidden.size} of {columns.length}
          </Button>
        )
      }
    >
      <div className="column-chooser">
        <TextInput
          aria-label="Find a column"
          placeholder="Find a column"
          value={search}
          onChange={(event) => setSearch(event.target.value)}
        />
        <div className="column-chooser-all">
          <Button look="ghost" onClick={() => setAll(true)}>
            Show all
          </Button>
          <Button look="ghost" onClick={() => setAll(false)}>
            Hide all
          </Button>
        </div>
        <ul>
          {found.slice(0, mostListed).map(({ name, type }) => (
            <li key={name}>
              <Checkbox checked={!hidden.has(name)} onCheck={() => toggle(name)}>
                {name} <small className="muted">{shortType(type)}</small>
              </Checkbox>
            </li>
          ))}
        </ul>
        {found.length > mostListed && (
          <p className="muted small">and {found.length - mostListed} more: search for them</p>
        )}
      </div>
    </Popover>
  )
}
