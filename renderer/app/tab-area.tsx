import { Plus, X } from 'lucide-react'
import { type KeyboardEvent, type MouseEvent, Suspense, useState } from 'react'
import { KindMark } from '../components/badge.tsx'
import { IconButton } from '../components/button.tsx'
import { EmptyState, Skeleton } from '../components/states.tsx'
import { useFeatures, useTabKind } from '../workbench/features.tsx'
import { openQuery } from '../workbench/open.ts'
import { activateTab, closeTab, cycleTabs, moveTab, type Tab, useTabs } from '../workbench/tabs.ts'
import { ErrorBoundary } from './error-boundary.tsx'

/** The tabs and the screen in front. Screens of other tabs stay as they are, out of sight. */
export function TabArea() {
  const { tabs, activeId } = useTabs()
  const Home = useFeatures().find((feature) => feature.home !== undefined)?.home
  const [visited, setVisited] = useState<ReadonlySet<string>>(new Set())
  if (activeId !== undefined && !visited.has(activeId)) setVisited(new Set([...visited, activeId]))
  const onKey = (event: KeyboardEvent) => {
    const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
    if (by === 0) return
    event.preventDefault()
    cycleTabs(by)
    requestAnimationFrame(() =>
      document.querySelector<HTMLElement>('.tab-handle[data-active] > [role=tab]')?.focus(),
    )
  }
  return (
    <main className="main-area">
      <div className="tab-bar" role="tablist" aria-label="Open tabs" tabIndex={-1} onKeyDown={onKey}>
        {tabs.map((tab) => (
          <TabHandle key={tab.id} tab={tab} active={tab.id === activeId} />
        ))}
        <IconButton className="tab-new" label="New query" onClick={() => openQuery()}>
          <Plus size={14} aria-hidden="true" />
        </IconButton>
      </div>
      <div className="tab-stack">
        {tabs.length === 0 && Home !== undefined && (
          <div className="tab-panel" data-active="">
            <Home />
          </div>
        )}
        {tabs
          .filter((tab) => visited.has(tab.id) || tab.id === activeId)
          .map((tab) => (
            <TabPanel key={tab.id} tab={tab} active={tab.id === activeId} />
          ))}
      </div>
    </main>
  )
}

function TabHandle({ tab, active }: { tab: Tab; active: boolean }) {
  const kind = useTabKind(tab.kind)
  const middleClick = (event: MouseEvent) => {
    if (event.button === 1) closeTab(tab.id)
  }
  return (
    <div
      className="tab-handle"
      data-active={active ? '' : undefined}
      draggable
      onDragStart={(event) => event.dataTransfer.setData('application/x-firn-tab', tab.id)}
      onDragOver={(event) => {
        if (event.dataTransfer.types.includes('application/x-firn-tab')) event.preventDefault()
      }}
      onDrop={(event) => {
        const moved = event.dataTransfer.getData('application/x-firn-tab')
        if (moved !== '') moveTab(moved, tab.id)
      }}
      onAuxClick={middleClick}
      role="presentation"
    >
      <button
        type="button"
        role="tab"
        id={`tab-${tab.id}`}
        aria-selected={active}
        aria-controls={`panel-${tab.id}`}
        tabIndex={active ? 0 : -1}
        title={tab.title}
        onClick={() => activateTab(tab.id)}
      >
        {tab.mark === undefined ? kind?.icon(tab) : <KindMark kind={tab.mark} />}
        <span className="ellipsis">{tab.title}</span>
      </button>
      <IconButton
        className="tab-close"
        tabIndex={-1}
        label={`Close ${tab.title}`}
        onClick={() => closeTab(tab.id)}
      >
        <X size={12} aria-hidden="true" />
      </IconButton>
    </div>
  )
}

function TabPanel({ tab, active }: { tab: Tab; active: boolean }) {
  const Screen = useTabKind(tab.kind)?.component
  return (
    <div
      className="tab-panel"
      role="tabpanel"
      id={`panel-${tab.id}`}
      aria-labelledby={`tab-${tab.id}`}
      data-active={active ? '' : undefined}
      inert={!active}
    >
      <ErrorBoundary>
        <Suspense fallback={<Skeleton lines={6} label={`Loading ${tab.title}`} />}>
          {Screen === undefined ? (
            <EmptyState title="Nothing can show this">
              This version of Firn has no screen for “{tab.kind}”.
            </EmptyState>
          ) : (
            <Screen tab={tab} active={active} />
          )}
        </Suspense>
      </ErrorBoundary>
    </div>
  )
}
