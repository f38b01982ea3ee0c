import { lazy, Suspense } from 'react'
import { useTakingTogether } from './taking.ts'

const TogetherDialog = lazy(async () => ({ default: (await import('./together-dialog.tsx')).TogetherDialog }))

/** The dialog while it is open; loaded when it is first opened. */
export function TogetherOverlay() {
  const open = useTakingTogether((state) => state.open)
  return open === undefined ? null : (
    <Suspense>
      <TogetherDialog first={open} />
    </Suspense>
  )
}
