import { ArrowLeft } from 'lucide-react'
import { createElement, type KeyboardEvent, Suspense, useEffect, useState } from 'react'
import { Button } from '../components/button.tsx'
import { Skeleton } from '../components/states.tsx'
import { useFeatures } from '../workbench/features.tsx'
import { leaveToStart, type ScreenAtStart, useStartScreen } from '../workbench/start-screen.ts'
import { ErrorBoundary } from './error-boundary.tsx'

/** What fills the window while no store is open: the start screen, or a screen that needs no store. */
export function StartArea() {
  const Home = useFeatures().find((feature) => feature.home !== undefined)?.home
  const shown = useStartScreen((state) => state.shown)
  useEffect(() => leaveToStart, [])
  return (
    <>
      {/* Stays, so that the focus finds its place there again. */}
      <div className="start-area" hidden={shown !== undefined}>
        {Home !== undefined && <Home />}
      </div>
      {shown !== undefined && <AtStart key={shown.title} screen={shown} />}
    </>
  )
}

/** Escape, too, leads back; the focus then is where it was before. */
function AtStart({ screen: { title, component } }: { screen: ScreenAtStart }) {
  const [before] = useState(() => document.activeElement)
  useEffect(
    () => () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus()
    },
    [before],
  )
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || event.defaultPrevented) return
    event.preventDefault()
    leaveToStart()
  }
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- it hears what its parts leave
    <main className="at-start" aria-label={title} onKeyDown={onKeyDown}>
      <div className="toolbar">
        <Button look="ghost" autoFocus onClick={leaveToStart}>
          <ArrowLeft size={13} aria-hidden="true" />
          Back to the start
        </Button>
      </div>
      <div className="fill">
        <ErrorBoundary>
          <Suspense fallback={<Skeleton lines={6} label={`Loading ${title}`} />}>
            {createElement(component)}
          </Suspense>
        </ErrorBoundary>
      </div>
    </main>
  )
}
