import { expect, test } from 'vitest'
import { wayIn } from './way-in.ts'

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
  expect(wayIn(7466, environment, 'linux')).toBe(expected)
})

test('a machine without a screen says its name', () => {
  expect(wayIn(7466, { USER: 'ada' }, 'linux')).toMatch(/^ssh -N -L 7466:127\.0\.0\.1:7466 ada@\S+$/)
  expect(wayIn(7466, { USER: 'ada' }, 'darwin')).toBeUndefined()
})
