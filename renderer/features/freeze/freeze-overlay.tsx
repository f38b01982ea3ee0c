import { lazy, Suspense } from 'react'
import { useFreezing } from './freezing.ts'

const FreezeDialogs = lazy(async () => ({ default: (await import('./freeze-dialog.tsx')).FreezeDialogs }))

/** The freeze dialog while it is open; mounted once, and loaded when it is first opened. */
export function FreezeOverlay() {
  const open = useFreezing((state) => state.open)
  return open === undefined ? null : (
    <Suspense>
      <FreezeDialogs key={open.round} began={open} />
    </Suspense>
  )
}
