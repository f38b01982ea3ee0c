import type { MenuItemConstructorOptions } from 'electron'
import type { RecentStore } from '../../shared/contract/application.ts'
import type { MenuCommand, MenuPlace } from '../../shared/contract/host.ts'

/** What the application menu is made from. */
export interface MenuFacts {
  readonly platform: NodeJS.Platform
  /** The list of the window in front; it is the only source of titles and keys. */
  readonly commands: readonly MenuCommand[]
  readonly recent: readonly Pick<RecentStore, 'path' | 'name' | 'exists'>[]
  /** Reloading and the tools of developers are offered. */
  readonly forDevelopers: boolean
  run(command: string): void
  openRecent(path: string): void
}

type Items = readonly MenuItemConstructorOptions[]

/** The application menu as data: every command at its place, beside what the system knows how to do. */
export function menuTemplate(facts: MenuFacts): MenuItemConstructorOptions[] {
  const mac = facts.platform === 'darwin'
  const at = (...places: readonly MenuPlace[]): Items =>
    facts.commands.filter(({ place }) => places.includes(place)).map((command) => commandItem(command, facts))
  const menu = (name: string, ...groups: readonly Items[]): MenuItemConstructorOptions => ({
    // The letter that opens it by Alt; a Mac has no such thing.
    label: mac ? name : `&${name}`,
    id: `${name.toLowerCase()}-menu`,
    submenu: separated(groups),
  })
  const about = at('help:about')
  const settings = at('settings')
  return [
    ...(mac ? [appMenu(about, settings)] : []),
    menu(
      'File',
      at('file:new'),
      [...at('file:open'), recentMenu(facts)],
      at('file:import'),
      at('file:close'),
      mac ? [] : settings,
      mac ? [] : [{ role: 'quit' }],
    ),
    { role: 'editMenu', id: 'edit-menu' },
    menu(
      'View',
      at('view:find'),
      at('view:tabs'),
      at('view:parts'),
      at('view:theme'),
      at('view:zoom'),
      [{ role: 'togglefullscreen' }],
      facts.forDevelopers ? [{ role: 'reload' }, { role: 'forceReload' }, { role: 'toggleDevTools' }] : [],
    ),
    menu('Data', at('data')),
    {
      role: 'window',
      id: 'window-menu',
      submenu: mac
        ? [{ role: 'minimize' }, { role: 'zoom' }, { type: 'separator' }, { role: 'front' }]
        : [{ role: 'minimize' }],
    },
    {
      role: 'help',
      id: 'help-menu',
      submenu: separated([at('help:learn'), at('help:trouble'), mac ? [] : about]),
    },
  ]
}

/** The menu that a Mac calls by the program's name. */
function appMenu(about: Items, settings: Items): MenuItemConstructorOptions {
  return {
    label: 'Firn',
    id: 'app-menu',
    submenu: separated([
      about,
      settings,
      [{ role: 'services' }],
      [{ role: 'hide' }, { role: 'hideOthers' }, { role: 'unhide' }],
      [{ role: 'quit' }],
    ]),
  }
}

function commandItem(command: MenuCommand, { platform, run }: MenuFacts): MenuItemConstructorOptions {
  const { id, title, key, enabled, checked } = command
  return {
    id,
    label: platform === 'darwin' ? title : escaped(title),
    enabled,
    click: () => run(id),
    ...(checked === undefined ? {} : { type: 'radio', checked }),
    // The window acts on its keys itself, wherever the focus is; here they are only shown.
    ...(key === undefined ? {} : { accelerator: acceleratorOf(key), registerAccelerator: false }),
  }
}

function recentMenu({ recent, openRecent, platform }: MenuFacts): MenuItemConstructorOptions {
  const there = recent.filter(({ exists }) => exists)
  return {
    label: 'Open recent store',
    id: 'recent-stores',
    enabled: there.length > 0,
    submenu: there.map(({ path, name }) => {
      const label = `${name} — ${path}`
      return { label: platform === 'darwin' ? label : escaped(label), click: () => openRecent(path) }
    }),
  }
}

/** A key as Electron writes it. */
export function acceleratorOf(key: string): string {
  return key.replace('Mod', 'CommandOrControl').replace(/\+=$/, '+Plus')
}

/** Elsewhere than on a Mac, `&` marks a letter for the keyboard. */
function escaped(label: string): string {
  return label.replaceAll('&', '&&')
}

function separated(groups: readonly Items[]): MenuItemConstructorOptions[] {
  return groups
    .filter((group) => group.length > 0)
    .flatMap((group, position) => (position === 0 ? [...group] : [{ type: 'separator' as const }, ...group]))
}
