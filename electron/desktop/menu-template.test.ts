import type { MenuItemConstructorOptions } from 'electron'
import { expect, test } from 'vitest'
import type { MenuCommand } from '../../shared/contract/host.ts'
import { acceleratorOf, type MenuFacts, menuTemplate } from './menu-template.ts'

const commands: readonly MenuCommand[] = [
  { id: 'new-window', title: 'New window', key: 'Mod+Shift+N', place: 'file:new', enabled: true },
  { id: 'open-store', title: 'Open a store…', place: 'file:open', enabled: true },
  { id: 'close-tab', title: 'Close tab', key: 'Mod+W', place: 'file:close', enabled: false },
  { id: 'settings', title: 'Settings…', key: 'Mod+,', place: 'settings', enabled: true },
  { id: 'theme-dark', title: 'Dark theme', place: 'view:theme', enabled: true, checked: true },
  { id: 'freeze', title: 'Freeze R&D…', place: 'data', enabled: true },
  { id: 'about', title: 'About Firn', place: 'help:about', enabled: true },
]

function built(change: Partial<MenuFacts> = {}) {
  const asked: string[] = []
  const template = menuTemplate({
    platform: 'linux',
    commands,
    recent: [
      { path: '/data/a&b', name: 'a&b', exists: true },
      { path: '/gone', name: 'gone', exists: false },
    ],
    forDevelopers: false,
    run: (id) => asked.push(id),
    openRecent: (path) => asked.push(path),
    ...change,
  })
  return { template, asked, find: (id: string) => findItem(template, id) }
}

function findItem(
  items: readonly MenuItemConstructorOptions[],
  id: string,
): MenuItemConstructorOptions | undefined {
  for (const item of items) {
    if (item.id === id) return item
    const found = findItem((item.submenu ?? []) as MenuItemConstructorOptions[], id)
    if (found !== undefined) return found
  }
  return undefined
}

const labels = (item: MenuItemConstructorOptions | undefined) =>
  ((item?.submenu ?? []) as MenuItemConstructorOptions[]).map(
    ({ label, role, type }) => label ?? role ?? type,
  )

const click = (item: MenuItemConstructorOptions | undefined) => (item?.click as (() => void) | undefined)?.()

test('every command stands in the menu once, with its key, and is asked for by its id', () => {
  const { find, asked } = built()
  for (const { id, enabled } of commands) {
    expect(find(id), id).toMatchObject({ enabled })
    click(find(id))
  }
  expect(asked).toEqual(commands.map(({ id }) => id))
  expect(find('new-window')).toMatchObject({
    accelerator: 'CommandOrControl+Shift+N',
    registerAccelerator: false,
  })
  expect(find('theme-dark')).toMatchObject({ type: 'radio', checked: true })
})

test('groups are set apart, and empty ones leave no line', () => {
  const { find } = built()
  expect(labels(find('file-menu'))).toEqual([
    'New window',
    'separator',
    'Open a store…',
    'Open recent store',
    'separator',
    'Close tab',
    'separator',
    'Settings…',
    'separator',
    'quit',
  ])
  expect(labels(find('view-menu'))).toEqual(['Dark theme', 'separator', 'togglefullscreen'])
})

test('stores that are still there are offered again', () => {
  const { find, asked } = built()
  const [recent, ...others] = (find('recent-stores')?.submenu ?? []) as MenuItemConstructorOptions[]
  expect(recent?.label).toBe('a&&b — /data/a&&b')
  expect(others).toEqual([])
  click(recent)
  expect(asked).toEqual(['/data/a&b'])
  expect(built({ recent: [] }).find('recent-stores')?.enabled).toBe(false)
})

test('reloading is for developers only', () => {
  expect(labels(built().find('view-menu'))).not.toContain('reload')
  expect(labels(built({ forDevelopers: true }).find('view-menu'))).toContain('reload')
})

test('a Mac has the menu of the program, with About, Settings and Quit in it', () => {
  const { find, template } = built({ platform: 'darwin' })
  expect(template[0]?.id).toBe('app-menu')
  expect(labels(find('app-menu'))).toEqual([
    'About Firn',
    'separator',
    'Settings…',
    'separator',
    'services',
    'separator',
    'hide',
    'hideOthers',
    'unhide',
    'separator',
    'quit',
  ])
  expect(find('settings')).toMatchObject({ accelerator: 'CommandOrControl+,' })
  expect(labels(find('file-menu'))).not.toContain('Settings…')
  expect(labels(find('file-menu'))).not.toContain('quit')
  expect(labels(find('help-menu'))).toEqual([])
  expect(find('freeze')?.label).toBe('Freeze R&D…')
})

test('keys are written as Electron reads them', () => {
  expect(acceleratorOf('Mod+=')).toBe('CommandOrControl+Plus')
  expect(acceleratorOf('Alt+PageDown')).toBe('Alt+PageDown')
  expect(acceleratorOf('F1')).toBe('F1')
})
