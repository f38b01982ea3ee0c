import { lazy, Suspense } from 'react'
import { useMakingSet } from './making.ts'

const SetDialog = lazy(async () => ({ default: (await import('./set-dialog.tsx')).SetDialog }))

/** The dialog that makes a set while it is open; loaded when it is first opened. */
export function SetOverlay() {
  const open = useMakingSet((state) => state.open)
  return open === undefined ? null : (
    <Suspense>
      <SetDialog began={open} />
    </Suspense>
  )
}
