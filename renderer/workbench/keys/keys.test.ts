import { expect, it, vi } from 'vitest'

vi.stubGlobal('navigator', { platform: 'Linux' })
const { matchesKey } = await import('./keys.ts')

const press = (key: string, more: object = {}) => ({
  key,
  code: `Key${key.toUpperCase()}`,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...more,
})

it('wants exactly the modifiers that are written', () => {
  expect(matchesKey(press('k', { ctrlKey: true }), 'Mod+K')).toBe(true)
  expect(matchesKey(press('k', { ctrlKey: true, shiftKey: true }), 'Mod+K')).toBe(false)
  expect(matchesKey(press('k', { metaKey: true }), 'Mod+K', true)).toBe(true)
  expect(matchesKey(press('k'), 'Mod+K')).toBe(false)
})

it('knows a key by its place when Alt changes its letter', () => {
  expect(matchesKey(press('†', { altKey: true, code: 'KeyT' }), 'Alt+T')).toBe(true)
})

it('takes plus for the key that it is on many keyboards', () => {
  expect(matchesKey(press('+', { ctrlKey: true, shiftKey: true }), 'Mod+=')).toBe(true)
  expect(matchesKey(press('=', { ctrlKey: true }), 'Mod+=')).toBe(true)
  expect(matchesKey(press('+', { shiftKey: true }), 'Mod+=')).toBe(false)
})
