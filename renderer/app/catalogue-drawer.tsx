import { Dialog as Radix } from 'radix-ui'
import { useEffect, useState } from 'react'
import { create } from 'zustand'
import { isNarrowWindow } from '../components/narrow-window.ts'
import { useFocusBack } from '../components/use-focus-back.ts'
import { toggleSide } from '../workbench/preferences.ts'
import { useTabs } from '../workbench/tabs.ts'
import { Catalogue } from './catalogue.tsx'

const useDrawer = create<{ readonly open: boolean }>(() => ({ open: false }))

export function showDrawer(open: boolean): void {
  useDrawer.setState({ open })
}

/** Shows or hides the catalogue: beside the tabs, or over them where there is no room. */
export function toggleCatalogue(): void {
  if (isNarrowWindow()) showDrawer(!useDrawer.getState().open)
  else toggleSide()
}

/** The catalogue of a narrow window: over the tabs, until something was opened by it. */
export function CatalogueDrawer() {
  const open = useDrawer((state) => state.open)
  useEffect(() => () => showDrawer(false), [])
  return open ? <OpenDrawer /> : null
}

function OpenDrawer() {
  const giveBack = useFocusBack()
  const [tabs] = useState(() => useTabs.getState())
  useEffect(() => useTabs.subscribe(() => showDrawer(false)), [])
  const onCloseAutoFocus = (closing: Event) => {
    const { activeId } = useTabs.getState()
    const opened = useTabs.getState() === tabs ? null : document.getElementById(`tab-${activeId}`)
    if (opened === null) giveBack(closing)
    else {
      closing.preventDefault()
      opened.focus()
    }
  }
  return (
    <Radix.Root open onOpenChange={showDrawer}>
      <Radix.Portal>
        <Radix.Overlay className="dialog-veil" />
        <Radix.Content
          className="catalogue-drawer"
          aria-describedby={undefined}
          onCloseAutoFocus={onCloseAutoFocus}
        >
          <Radix.Title className="visually-hidden">Catalogue</Radix.Title>
          <Catalogue />
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}
