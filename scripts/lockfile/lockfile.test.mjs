import { expect, test } from 'vitest'
import { missingOptionals } from './missing-optionals.mjs'
import { platformOf } from './platform-of.mjs'

test('finds the optional packages that are named but not described, nested ones too', () => {
  const packages = {
    '': { optionalDependencies: { 'for-root': '1.0.0' } },
    'node_modules/tool': {
      dev: true,
      optionalDependencies: { 'tool-linux': '2.0.0', 'tool-darwin': '2.0.0' },
    },
    'node_modules/tool-linux': {},
    'node_modules/a/node_modules/@b/c': {
      optionalDependencies: { 'beside-a': '1.0.0', 'beside-c': '1.0.0' },
    },
    'node_modules/a/node_modules/beside-c': {},
    'node_modules/beside-a': {},
    'node_modules/loose': { optionalDependencies: { 'any-version': '^3.0.0' } },
  }
  expect(missingOptionals(packages)).toEqual([
    { at: 'node_modules/for-root', name: 'for-root', version: '1.0.0', dev: false },
    { at: 'node_modules/tool-darwin', name: 'tool-darwin', version: '2.0.0', dev: true },
  ])
})

test.each([
  ['@oxlint/binding-linux-arm-musleabihf', { os: ['linux'], cpu: ['arm'], libc: ['musl'] }],
  ['@biomejs/cli-darwin-arm64', { os: ['darwin'], cpu: ['arm64'] }],
  ['@oxlint/binding-linux-riscv64-gnu', { os: ['linux'], cpu: ['riscv64'], libc: ['glibc'] }],
  ['@oxlint/binding-win32-ia32-msvc', { os: ['win32'], cpu: ['ia32'] }],
  ['@oxlint/binding-openharmony-arm64', { os: ['openharmony'], cpu: ['arm64'] }],
  ['@oxlint/binding-android-arm-eabi', { os: ['android'], cpu: ['arm'] }],
])('reads the platform of %s from its name', (name, platform) => {
  expect(platformOf(name)).toEqual(platform)
})
