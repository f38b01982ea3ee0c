import { Monitor, Moon, PanelLeft, Snowflake, Sun } from 'lucide-react'
import type { StoreInfo } from '../../shared/contract/store.ts'
import { useClient } from '../client/client.tsx'
import { isDesktop } from '../client/host.ts'
import { useAnswer } from '../client/use-answer.ts'
import { Button, IconButton } from '../components/button.tsx'
import { Menu, type MenuEntry } from '../components/menu.tsx'
import { useNarrowWindow } from '../components/narrow-window.ts'
import { choose } from '../workbench/choosing.ts'
import { useContributions } from '../workbench/features.tsx'
import { useCommand } from '../workbench/keys/commands-context.tsx'
import { shownKey } from '../workbench/keys/keys.ts'
import { setTheme, type Theme, usePreferences } from '../workbench/preferences.ts'
import { openSample, openStore } from '../workbench/session.ts'
import { showDrawer } from './catalogue-drawer.tsx'
import { openPalette } from './palette-state.ts'

const themes: readonly { readonly theme: Theme; readonly title: string }[] = [
  { theme: 'system', title: 'Theme of the system' },
  { theme: 'light', title: 'Light theme' },
  { theme: 'dark', title: 'Dark theme' },
]

/** The store's name and menu, the search, and what is always at hand. */
export function TitleBar({ store }: { store: StoreInfo }) {
  const client = useClient()
  const commands = useContributions('commands').filter(
    ({ inTitleBar, when }) => inTitleBar !== undefined && (when?.() ?? true),
  )
  const paletteKey = useCommand('palette')?.key
  const integrity = useCommand('integrity')
  const narrow = useNarrowWindow()
  const theme = usePreferences((state) => state.theme)
  const recent = useAnswer('application.recent', {}).data?.stores ?? []
  const others = recent.filter(({ path, exists }) => path !== store.path && exists).slice(0, 8)
  const stores: MenuEntry[] = [
    ...others.map(({ path, name }) => ({
      id: path,
      title: name,
      note: path,
      run: () => void openStore(client, path),
    })),
    ...(others.length > 0 ? [{ kind: 'line' as const, id: 'line' }] : []),
    ...(integrity === undefined
      ? []
      : [
          { id: 'integrity', title: integrity.title, run: integrity.run },
          { kind: 'line' as const, id: 'line-of-store' },
        ]),
    { id: 'open', title: 'Open a store…', run: () => choose('store') },
    { id: 'new', title: 'New store…', run: () => choose('new-store') },
    { id: 'sample', title: 'Open the sample store', run: () => void openSample(client) },
  ]
  const Icon = theme === 'dark' ? Moon : theme === 'light' ? Sun : Monitor
  return (
    <header className="title-bar">
      <div className="title-bar-store">
        {narrow && (
          <IconButton label="Show the catalogue" onClick={() => showDrawer(true)}>
            <PanelLeft size={14} aria-hidden="true" />
          </IconButton>
        )}
        <Menu
          label="Stores"
          list={stores}
          trigger={
            <Button look="ghost" aria-label={`Store ${store.name}`}>
              <Snowflake size={14} aria-hidden="true" />
              <span className="ellipsis">{store.name}</span>
            </Button>
          }
        />
        <span className="muted small ellipsis" title={store.path}>
          {store.path}
        </span>
      </div>
      <button type="button" className="title-bar-search" onClick={() => openPalette()}>
        <span className="ellipsis">Search datasets, versions, commands</span>
        {paletteKey !== undefined && <kbd>{shownKey(paletteKey)}</kbd>}
      </button>
      <div className="title-bar-end">
        {isDesktop() ? (
          // A dialog of the system chooses either files or folders.
          <Menu
            label="Import"
            align="end"
            list={[
              { id: 'files', title: 'Choose files…', run: () => choose('files') },
              { id: 'folder', title: 'Choose a folder…', run: () => choose('sources') },
            ]}
            trigger={<Button look="ghost">Import…</Button>}
          />
        ) : (
          <Button look="ghost" onClick={() => choose('sources')}>
            Import…
          </Button>
        )}
        {commands.map(({ id, inTitleBar, run }) => (
          <Button key={id} look="ghost" onClick={run}>
            {inTitleBar}
          </Button>
        ))}
        <Menu
          label="Theme"
          align="end"
          list={themes.map((one) => ({
            id: one.theme,
            title: one.title,
            checked: one.theme === theme,
            run: () => setTheme(one.theme),
          }))}
          trigger={
            <IconButton label="Theme">
              <Icon size={14} aria-hidden="true" />
            </IconButton>
          }
        />
      </div>
    </header>
  )
}
