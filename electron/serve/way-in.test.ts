import { expect, test } from 'vitest'
import { wayIn } from './way-in.ts'

const usual = { port: 7466, address: '127.0.0.1' }

test.each([
  [
    'over SSH, by the address that was used for it',
    { SSH_CONNECTION: '10.0.0.7 51000 10.0.0.9 22', USER: 'ada', DISPLAY: ':10' },
    'ssh -N -L 7466:127.0.0.1:7466 ada@10.0.0.9',
  ],
  [
    'over SSH with IPv6',
    { SSH_CONNECTION: 'fe80::1 51000 2001:db8::9 22', USER: 'ada' },
    'ssh -N -L 7466:127.0.0.1:7466 ada@2001:db8::9',
  ],
  ['at a screen', { USER: 'ada', DISPLAY: ':0' }, undefined],
  ['at a screen without X', { USER: 'ada', WAYLAND_DISPLAY: 'wayland-0' }, undefined],
])('%s', (_, environment, expected) => {
  expect(wayIn(usual, environment, 'linux')).toBe(expected)
})

test('a machine without a screen says its name', () => {
  expect(wayIn(usual, { USER: 'ada' }, 'linux')).toMatch(/^ssh -N -L 7466:127\.0\.0\.1:7466 ada@\S+$/)
  expect(wayIn(usual, { USER: 'ada' }, 'darwin')).toBeUndefined()
})

test('a server at another address of its machine is reached by that one', () => {
  const at = (address: string) =>
    wayIn({ port: 7466, address }, { SSH_CONNECTION: '1 2 box 22', USER: 'ada' })
  expect(at('127.0.0.2')).toBe('ssh -N -L 127.0.0.2:7466:127.0.0.2:7466 ada@box')
  expect(at('::1')).toBe('ssh -N -L [::1]:7466:[::1]:7466 ada@box')
  expect(at('localhost')).toBe('ssh -N -L localhost:7466:localhost:7466 ada@box')
})
