import type { ResultColumn } from '../../../shared/model/value.ts'
import type { ReactNode } from 'react'
import { ContextMenu, type MenuEntry } from '../menu.tsx'
import type { CellSubject, GridView } from './grid-source.ts'
import { rawText } from './value-text.ts'

interface CellActions {
  /** The cell that the keyboard or the pointer chose last. */
  readonly subject: () => CellSubject | undefined
  readonly view: GridView
  readonly onView: ((view: GridView) => void) | undefined
  readonly copy: (withHeaders: boolean) => void
  readonly onInspectCell: ((cell: CellSubject) => void) | undefined
  readonly onInspectColumn: ((column: ResultColumn) => void) | undefined
  readonly onHide: ((column: string) => void) | undefined
}

/** What can be done with the selected cells, at the pointer. */
export function CellMenu({ children, ...actions }: CellActions & { readonly children: ReactNode }) {
  return (
    <ContextMenu label="Cells" list={entries(actions)}>
      {children}
    </ContextMenu>
  )
}

function entries({
  subject,
  view,
  onView,
  copy,
  onInspectCell,
  onInspectColumn,
  onHide,
}: CellActions): MenuEntry[] {
  const withCell = (act: (cell: CellSubject) => void) => () => {
    const cell = subject()
    if (cell !== undefined) act(cell)
  }
  const filter = (wanted: boolean) =>
    withCell(({ column, value }) => {
      const others = view.filters.filter((one) => one.column !== column.name)
      const added =
        value === null
          ? { column: column.name, operator: wanted ? ('is-null' as const) : ('is-not-null' as const) }
          : {
              column: column.name,
              operator: wanted ? ('equals' as const) : ('not-equals' as const),
              value: rawText(value),
            }
      onView?.({ ...view, filters: [...others, added] })
    })
  return [
    { id: 'copy', title: 'Copy', note: 'Ctrl+C', run: () => copy(false) },
    { id: 'copy-headers', title: 'Copy with headers', note: 'Ctrl+Shift+C', run: () => copy(true) },
    { kind: 'line', id: 'line-1' },
    ...(onInspectCell === undefined
      ? []
      : [{ id: 'inspect', title: 'Show whole value', note: 'Enter', run: withCell(onInspectCell) }]),
    ...(onView === undefined
      ? []
      : [
          { id: 'filter', title: 'Only rows with this value', run: filter(true) },
          { id: 'exclude', title: 'Without this value', run: filter(false) },
        ]),
    { kind: 'line', id: 'line-2' },
    ...(onInspectColumn === undefined
      ? []
      : [
          {
            id: 'figures',
            title: 'Figures of the column',
            run: withCell(({ column }) => onInspectColumn(column)),
          },
        ]),
    ...(onHide === undefined
      ? []
      : [{ id: 'hide', title: 'Hide column', run: withCell(({ column }) => onHide(column.name)) }]),
  ]
}
