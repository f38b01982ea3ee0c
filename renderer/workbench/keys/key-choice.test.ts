import { expect, it, vi } from 'vitest'
import { fixedKeys } from './fixed-keys.ts'
import { keyProblem, withKeys } from './key-choice.ts'

vi.stubGlobal('navigator', { platform: 'Linux' })
const { matchesKey, pressedKey } = await import('./keys.ts')

const press = (key: string, more: object = {}) => ({
  key,
  code: '',
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...more,
})

const commands = [
  { id: 'palette', title: 'Search everything', key: 'Mod+K' },
  { id: 'side', title: 'Show or hide the catalogue', key: 'Mod+B' },
  { id: 'about', title: 'About Firn' },
]

it.each([
  [press('k', { ctrlKey: true }), 'Mod+K'],
  [press('K', { ctrlKey: true, shiftKey: true }), 'Mod+Shift+K'],
  [press(',', { ctrlKey: true }), 'Mod+,'],
  [press('†', { altKey: true, code: 'KeyT' }), 'Alt+T'],
  [press('+', { ctrlKey: true, shiftKey: true }), 'Mod+='],
  [press('F8'), 'F8'],
  [press('PageDown', { altKey: true }), 'Alt+PageDown'],
])('a press is written as the key that it matches', (event, key) => {
  expect(pressedKey(event)).toBe(key)
  expect(matchesKey(event, key)).toBe(true)
})

it.each([
  press('Control', { ctrlKey: true }),
  press('ArrowUp', { ctrlKey: true }),
  press('Enter', { ctrlKey: true }),
  press('Dead', { ctrlKey: true }),
  press('ö', { ctrlKey: true }),
  press('k', { ctrlKey: true, metaKey: true }),
])('a press that no command can have is none', (event) => {
  expect(pressedKey(event)).toBeUndefined()
})

it('a chosen key takes the place of the usual one, and none can be chosen', () => {
  expect(withKeys(commands, { palette: 'Mod+J', side: null, about: 'F9', gone: 'F8' })).toEqual([
    { id: 'palette', title: 'Search everything', key: 'Mod+J' },
    { id: 'side', title: 'Show or hide the catalogue' },
    { id: 'about', title: 'About Firn', key: 'F9' },
  ])
  expect(withKeys(commands, {})).toEqual(commands)
})

const problem = (key: string, desktop = false) => keyProblem(key, 'side', commands, { written: key, desktop })

it('a key of another command is told with its owner', () => {
  expect(problem('Mod+K')).toEqual({ kind: 'taken', by: commands[0] })
  expect(problem('Mod+B')).toBeUndefined()
  expect(problem('Mod+J')).toBeUndefined()
  const freed = withKeys(commands, { palette: null })
  expect(keyProblem('Mod+K', 'side', freed, { written: 'Ctrl K', desktop: false })).toBeUndefined()
})

it('keys for typing, of the editor, of the browser and of the program are refused with the reason', () => {
  expect(problem('K')).toMatchObject({ text: expect.stringContaining('for typing') as string })
  expect(problem('Shift+K')).toMatchObject({ kind: 'refused' })
  expect(problem('F9')).toBeUndefined()
  expect(problem('Mod+C')).toMatchObject({ text: 'Mod+C copies; take another key.' })
  expect(problem('Mod+/')).toMatchObject({ text: 'Mod+/ comments in the editor; take another key.' })
  expect(problem('Mod+Z')).toMatchObject({ kind: 'refused' })
  expect(problem('Mod+T')).toMatchObject({ text: expect.stringContaining('The browser keeps') as string })
  expect(problem('Mod+T', true)).toBeUndefined()
  expect(problem('Mod+Q', true)).toMatchObject({ kind: 'refused' })
})

it('what the key help tells about a place cannot be chosen for a command', () => {
  const keys = fixedKeys.flatMap((place) => place.keys.map(({ key }) => key))
  const canBeChosen = keys.filter(
    (key) =>
      /^(Mod|Alt)\+./.test(key) && !/(Enter|Arrow\w+|Home|End)$/.test(key) && problem(key) === undefined,
  )
  expect(canBeChosen).toEqual([])
})
