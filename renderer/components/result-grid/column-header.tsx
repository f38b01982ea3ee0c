import { ArrowDown, ArrowUp, ChevronDown, ListFilter } from 'lucide-react'
import { Popover } from 'radix-ui'
import { useEffect, useRef, useState } from 'react'
import type { ResultColumn } from '../../../shared/model/value.ts'
import { Menu, type MenuEntry } from '../menu.tsx'
import { copyText } from '../toast/announcements.ts'
import { shortType } from './short-type.ts'
import { ColumnFilter } from './column-filter.tsx'
import { openMenuEvent, useGridActions } from './grid-context.ts'
import { type GridSort, nextSort } from './grid-source.ts'

/** Milliseconds until a closed menu has given the focus back; what opens earlier would lose it again. */
const afterMenu = 60

/** Name, type, sorting and filter of a column. A click sorts; Shift+click sorts by it as well. */
export function ColumnHeader({ shown: column }: { shown: ResultColumn }) {
  const { view, onView, onInspectColumn, onFocusColumn, onHide, onPin, pinned, onFit } = useGridActions()
  const [filtering, setFiltering] = useState(false)
  const [menuOpen, setMenuOpen] = useState(false)
  const root = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const element = root.current
    const open = () => setMenuOpen(true)
    element?.addEventListener(openMenuEvent, open)
    return () => element?.removeEventListener(openMenuEvent, open)
  }, [])
  const { name, type } = column
  const place = view.sort.findIndex((one) => one.column === name)
  const sorted = view.sort[place]
  const filter = view.filters.find((one) => one.column === name)
  const side = pinned(name)
  const sortBy = (sort: readonly GridSort[]) => onView?.({ ...view, sort })

  const list: MenuEntry[] = [
    ...(onView === undefined
      ? []
      : sortingEntries(sorted !== undefined, {
          up: () => sortBy([{ column: name, descending: false }]),
          down: () => sortBy([{ column: name, descending: true }]),
          none: () => sortBy(view.sort.filter((one) => one !== sorted)),
          filter: () => setTimeout(() => setFiltering(true), afterMenu),
        })),
    ...(onInspectColumn === undefined
      ? []
      : [{ id: 'profile', title: 'Show figures', run: () => onInspectColumn(column) }]),
    { kind: 'line', id: 'line-2' },
    ...(side === 'left' ? [] : [{ id: 'pin-left', title: 'Pin left', run: () => onPin(name, 'left') }]),
    ...(side === 'right' ? [] : [{ id: 'pin-right', title: 'Pin right', run: () => onPin(name, 'right') }]),
    ...(side === null ? [] : [{ id: 'unpin', title: 'Unpin', run: () => onPin(name, null) }]),
    { id: 'fit', title: 'Fit width to content', run: () => onFit(name) },
    ...(onHide === undefined ? [] : [{ id: 'hide', title: 'Hide column', run: () => onHide(name) }]),
    { id: 'copy', title: 'Copy name', run: () => void copyText(name, `“${name}”`) },
  ]

  return (
    <Popover.Root open={filtering} onOpenChange={setFiltering}>
      <Popover.Anchor asChild>
        <div
          ref={root}
          className="grid-header"
          data-marked={sorted !== undefined || filter !== undefined ? '' : undefined}
        >
          <button
            type="button"
            tabIndex={-1}
            className="grid-header-name"
            title={`${name} · ${type}`}
            onClick={(event) => {
              sortBy(nextSort(view.sort, name, event.shiftKey))
              onFocusColumn?.(column)
            }}
          >
            <span className="ellipsis">{name}</span>
            <small>{shortType(type)}</small>
          </button>
          {sorted !== undefined && (
            <span
              className="grid-header-sort"
              aria-label={sorted.descending ? 'sorted descending' : 'sorted ascending'}
            >
              {sorted.descending ? <ArrowDown size={12} /> : <ArrowUp size={12} />}
              {view.sort.length > 1 && <sub>{place + 1}</sub>}
            </span>
          )}
          {filter !== undefined && (
            <button
              type="button"
              tabIndex={-1}
              className="grid-header-filtered"
              aria-label={`Filter of ${name}`}
              onClick={() => setFiltering(true)}
            >
              <ListFilter size={12} />
            </button>
          )}
          <Menu
            label={`Column ${name}`}
            list={list}
            align="end"
            open={menuOpen}
            onOpenChange={setMenuOpen}
            trigger={
              <button
                type="button"
                tabIndex={-1}
                className="grid-header-menu"
                aria-label={`Menu of column ${name}`}
              >
                <ChevronDown size={13} />
              </button>
            }
          />
        </div>
      </Popover.Anchor>
      <Popover.Portal>
        <Popover.Content
          className="popover"
          align="start"
          sideOffset={4}
          collisionPadding={8}
          aria-label={`Filter ${name}`}
        >
          <ColumnFilter
            column={column}
            filter={filter}
            onApply={(next) => {
              const others = view.filters.filter((one) => one.column !== name)
              onView?.({ ...view, filters: next === undefined ? others : [...others, next] })
              setFiltering(false)
            }}
          />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  )
}

function sortingEntries(
  isSorted: boolean,
  act: {
    readonly up: () => void
    readonly down: () => void
    readonly none: () => void
    readonly filter: () => void
  },
): MenuEntry[] {
  return [
    { id: 'up', title: 'Sort ascending', run: act.up },
    { id: 'down', title: 'Sort descending', run: act.down },
    ...(isSorted ? [{ id: 'unsort', title: 'Do not sort by it', run: act.none }] : []),
    { kind: 'line', id: 'line-1' },
    { id: 'filter', title: 'Filter…', run: act.filter },
  ]
}
