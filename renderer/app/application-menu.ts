import { useEffect } from 'react'
import type { MenuCommand } from '../../shared/contract/host.ts'
import { useClient, useEvent } from '../client/client.tsx'
import { isDesktop } from '../client/host.ts'
import type { Command } from '../workbench/feature.ts'
import { usePreferences } from '../workbench/preferences.ts'
import { useSession } from '../workbench/session.ts'
import { useTabs } from '../workbench/tabs.ts'

/**
 * Gives the desktop's menu the window's commands, again whenever something changes that may enable one, and
 * runs what is chosen there. It waits until it is known which store the window shows: from then on the desktop
 * may ask for things.
 */
export function useApplicationMenu(commands: readonly Command[]): void {
  const client = useClient()
  const isReady = useSession(({ info, error }) => info !== undefined || error !== undefined)
  useEvent('command', ({ id }) => {
    const command = commands.find((one) => one.id === id)
    if (command?.when?.() ?? true) command?.run()
  })
  useEffect(() => {
    if (!isDesktop() || !isReady) return undefined
    let told = ''
    const tell = () => {
      const now = commands.map(asMenuCommand)
      const text = JSON.stringify(now)
      if (text === told) return
      told = text
      client.callHost('host.showCommands', { commands: now }).catch(() => {
        // Told again with the next change; without a menu, keys and palette do the same.
        told = ''
      })
    }
    tell()
    const stops = [useTabs, useSession, usePreferences].map((store) => store.subscribe(tell))
    window.addEventListener('focus', tell)
    return () => {
      for (const stop of stops) stop()
      window.removeEventListener('focus', tell)
    }
  }, [client, commands, isReady])
}

function asMenuCommand({ id, title, key, place = 'data', when, checked }: Command): MenuCommand {
  return {
    id,
    title,
    place,
    enabled: when?.() ?? true,
    ...(key === undefined ? {} : { key }),
    ...(checked === undefined ? {} : { checked: checked() }),
  }
}
