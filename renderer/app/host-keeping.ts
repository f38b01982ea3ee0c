import { useEffect } from 'react'
import { useClient } from '../client/client.tsx'
import { isDesktop } from '../client/host.ts'
import { useTabs } from '../workbench/tabs.ts'

/** Milliseconds of quiet before the desktop writes down what the page keeps. */
const quiet = 300

/**
 * Chromium writes a page's storage to disk some seconds after it has changed. The desktop does so sooner: typed
 * SQL survives when the program is killed.
 */
export function useHostKeeping(): void {
  const client = useClient()
  useEffect(() => {
    if (!isDesktop()) return undefined
    let timer: ReturnType<typeof setTimeout> | undefined
    const stop = useTabs.subscribe(() => {
      clearTimeout(timer)
      timer = setTimeout(() => {
        client.callHost('host.keep', {}).catch(() => {
          // Then Chromium writes it a little later.
        })
      }, quiet)
    })
    return () => {
      clearTimeout(timer)
      stop()
    }
  }, [client])
}
