import { ContextMenu as Context, DropdownMenu as Dropdown } from 'radix-ui'
import type { ReactNode } from 'react'
import '../styles/menu.css'

/** One line of a menu, a heading, or a line between groups. */
export type MenuEntry =
  | {
      readonly kind?: 'item'
      readonly id: string
      readonly title: string
      readonly note?: string
      /** An example in a line of its own below the title. */
      readonly example?: string
      /** Shown with a tick; absent when the item is no choice. */
      readonly checked?: boolean
      readonly disabled?: boolean
      readonly run: () => void
    }
  | { readonly kind: 'label'; readonly id: string; readonly title: string }
  | { readonly kind: 'line'; readonly id: string }

type Parts =
  | Pick<typeof Dropdown, 'Item' | 'Label' | 'Separator'>
  | Pick<typeof Context, 'Item' | 'Label' | 'Separator'>

function entries(list: readonly MenuEntry[], Part: Parts): ReactNode {
  const ticks = list.some(
    (entry) => entry.kind !== 'label' && entry.kind !== 'line' && entry.checked !== undefined,
  )
  return list.map((entry) => {
    if (entry.kind === 'line') return <Part.Separator key={entry.id} className="menu-line" />
    if (entry.kind === 'label')
      return (
        <Part.Label key={entry.id} className="menu-label">
          {entry.title}
        </Part.Label>
      )
    return (
      <Part.Item
        key={entry.id}
        className="menu-item"
        disabled={entry.disabled ?? false}
        onSelect={entry.run}
        {...(entry.checked === undefined ? {} : { role: 'menuitemradio', 'aria-checked': entry.checked })}
      >
        {ticks && (
          <span className="menu-tick" aria-hidden="true">
            {entry.checked === true ? '✓' : ''}
          </span>
        )}
        {entry.example === undefined ? (
          <span className="ellipsis">{entry.title}</span>
        ) : (
          <span className="menu-example">
            <span className="ellipsis">{entry.title}</span>
            <code className="ellipsis" title={entry.example}>
              {entry.example}
            </code>
          </span>
        )}
        {entry.note !== undefined && <span className="menu-note">{entry.note}</span>}
      </Part.Item>
    )
  })
}

/** A menu that drops from a button. */
export function Menu({
  trigger,
  list,
  label,
  align = 'start',
  open,
  onOpenChange,
}: {
  trigger: ReactNode
  list: readonly MenuEntry[]
  label: string
  align?: 'start' | 'end'
  open?: boolean
  onOpenChange?: (open: boolean) => void
}) {
  return (
    <Dropdown.Root
      modal={false}
      {...(open === undefined ? {} : { open })}
      {...(onOpenChange === undefined ? {} : { onOpenChange })}
    >
      <Dropdown.Trigger asChild>{trigger}</Dropdown.Trigger>
      <Dropdown.Portal>
        <Dropdown.Content
          className="menu"
          align={align}
          sideOffset={4}
          collisionPadding={8}
          aria-label={label}
        >
          {entries(list, Dropdown)}
        </Dropdown.Content>
      </Dropdown.Portal>
    </Dropdown.Root>
  )
}

/** A menu at the pointer, over what is inside. `list` is asked for when it opens. */
export function ContextMenu({
  children,
  list,
  label,
}: {
  children: ReactNode
  list: readonly MenuEntry[]
  label: string
}) {
  return (
    <Context.Root modal={false}>
      <Context.Trigger asChild>{children}</Context.Trigger>
      <Context.Portal>
        <Context.Content className="menu" collisionPadding={8} aria-label={label}>
          {entries(list, Context)}
        </Context.Content>
      </Context.Portal>
    </Context.Root>
  )
}
