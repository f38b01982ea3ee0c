import { Plus, X } from 'lucide-react'
import {
  type FocusEvent,
  type KeyboardEvent,
  type MouseEvent,
  Suspense,
  useEffect,
  useRef,
  useState,
} from 'react'
import { KindMark } from '../components/badge.tsx'
import { IconButton } from '../components/button.tsx'
import { EmptyState, Skeleton } from '../components/states.tsx'
import { useFeatures, useTabKind } from '../workbench/features.tsx'
import { openQuery } from '../workbench/open.ts'
import { TabPlacesProvider } from '../workbench/places.tsx'
import {
  activateTab,
  closeTab,
  cycleTabs,
  forgetPlaces,
  moveTab,
  type Tab,
  useTabs,
} from '../workbench/tabs.ts'
import { ErrorBoundary } from './error-boundary.tsx'

/** The tabs and the screen in front. Screens of other tabs stay as they are, out of sight. */
export function TabArea() {
  const tabs = useTabs((state) => state.tabs)
  const activeId = useTabs((state) => state.activeId)
  const Home = useFeatures().find((feature) => feature.home !== undefined)?.home
  const [visited, setVisited] = useState<ReadonlySet<string>>(new Set())
  if (activeId !== undefined && !visited.has(activeId)) setVisited(new Set([...visited, activeId]))
  const onKey = (event: KeyboardEvent) => {
    const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
    if (event.key === 'Delete' && activeId !== undefined) closeTab(activeId)
    else if (by !== 0) cycleTabs(by)
    else return
    event.preventDefault()
    requestAnimationFrame(() =>
      document.querySelector<HTMLElement>('.tab-handle[data-active] > [role=tab]')?.focus(),
    )
  }
  return (
    <main className="main-area">
      <div className="tab-bar">
        <div className="tab-list" role="tablist" aria-label="Open tabs" tabIndex={-1} onKeyDown={onKey}>
          {tabs.map((tab) => (
            <TabHandle key={tab.id} tab={tab} active={tab.id === activeId} />
          ))}
        </div>
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
  const root = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (active) root.current?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
  }, [active])
  const middleClick = (event: MouseEvent) => {
    if (event.button === 1) closeTab(tab.id)
  }
  return (
    <div
      ref={root}
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
        aria-keyshortcuts="Delete"
        tabIndex={active ? 0 : -1}
        title={tab.title}
        onClick={() => activateTab(tab.id)}
      >
        {tab.mark === undefined ? kind?.icon(tab) : <KindMark kind={tab.mark} />}
        <span className="ellipsis">{tab.title}</span>
      </button>
      {/* For the pointer only, because a list of tabs may hold nothing but tabs: keys close them by Delete. */}
      <IconButton
        className="tab-close"
        aria-hidden="true"
        tabIndex={-1}
        label={`Close ${tab.title}`}
        onClick={() => closeTab(tab.id)}
      >
        <X size={12} aria-hidden="true" />
      </IconButton>
    </div>
  )
}

/** A screen out of sight. What is in it can be neither seen nor focused: `content-visibility` in shell.css. */
const panelBehind = '.tab-panel:not([data-active])'

/** Whose focus goes with its tab: it is lost to nowhere when another comes to the front, and found again. */
function TabPanel({ tab, active }: { tab: Tab; active: boolean }) {
  const Screen = useTabKind(tab.kind)?.component
  const root = useRef<HTMLDivElement>(null)
  const last = useRef<HTMLElement>(undefined)
  useEffect(() => {
    const focused = document.activeElement
    // What has the focus elsewhere, the catalogue say, or took it just now, keeps it.
    if (!active || (focused !== document.body && focused?.closest(panelBehind) === null)) return
    if (last.current?.isConnected === true) last.current.focus()
    else document.getElementById(`tab-${tab.id}`)?.focus()
  }, [active, tab.id])
  const remember = ({ target }: FocusEvent<HTMLDivElement>) => {
    // React also tells of what stands elsewhere in the page, as dialogs do.
    if (target instanceof HTMLElement && root.current?.contains(target) === true) last.current = target
  }
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- it only remembers who had the focus
    <div
      ref={root}
      className="tab-panel"
      onFocus={remember}
      role="tabpanel"
      id={`panel-${tab.id}`}
      aria-labelledby={`tab-${tab.id}`}
      data-active={active ? '' : undefined}
    >
      <ErrorBoundary onRetry={() => forgetPlaces(tab.id)}>
        <Suspense fallback={<Skeleton lines={6} label={`Loading ${tab.title}`} />}>
          {Screen === undefined ? (
            <EmptyState title="Nothing can show this">
              This version of Firn has no screen for “{tab.kind}”.
            </EmptyState>
          ) : (
            <TabPlacesProvider tabId={tab.id}>
              <Screen tab={tab} active={active} />
            </TabPlacesProvider>
          )}
        </Suspense>
      </ErrorBoundary>
    </div>
  )
}
