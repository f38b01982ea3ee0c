import { useEffect } from 'react'
import { useClient } from '../client/client.tsx'
import { isDesktop } from '../client/host.ts'
import { usePreferences } from '../workbench/preferences.ts'

/** Gives the desktop's own parts - menus, dialogs, the ground of the window - the theme of the page. */
export function useHostTheme(): void {
  const client = useClient()
  const theme = usePreferences((state) => state.theme)
  useEffect(() => {
    if (!isDesktop()) return
    client.callHost('host.setTheme', { theme }).catch(() => {
      // Its parts then look like the system; nothing of the page depends on it.
    })
  }, [client, theme])
}
