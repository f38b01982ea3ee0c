import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { builtFolder } from '../../core/process/entry-files.ts'

let folder: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'firn-cli-output-'))
  for (const [command, rows] of [
    [['init'], '1\n'],
    [['snapshot', 'a', 'a.csv'], '1\n'],
    [['snapshot', 'a', 'a.csv'], '1\n2\n'],
  ] as const) {
    writeFileSync(join(folder, 'a.csv'), `id\n${rows}`)
    const { status, stderr } = firn(...command)
    expect(status, stderr).toBe(0)
  }
  writeFileSync(join(folder, 'state', 'kept.json'), '{}')
  symlinkSync(join(folder, 'store', 'datasets'), join(folder, 'elsewhere'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function firn(...args: readonly string[]) {
  return spawnSync(process.execPath, [join(builtFolder(), 'cli', 'main.js'), ...args], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, FIRN_STORE: join(folder, 'store'), FIRN_STATE: join(folder, 'state') },
  })
}

it.each([
  'store/firn.json',
  'store/datasets/a/log/0000000001.json',
  'elsewhere/a/log/0000000001.json',
  'state/kept.json',
])('-o replaces nothing that Firn itself keeps: %s', (target) => {
  const before = readFileSync(join(folder, target), 'utf8')
  for (const command of [
    ['sql', 'FROM a'],
    ['compare', 'a@v1', 'a@v2'],
  ]) {
    const { status, stderr } = firn(...command, '-o', target)
    expect(status).toBe(1)
    expect(stderr).toContain('cannot be written: it lies in')
    expect(stderr).toContain('Choose a folder outside of it.')
  }
  expect(readFileSync(join(folder, target), 'utf8')).toBe(before)
})

it('-o writes beside the store', () => {
  expect(firn('sql', 'FROM a', '-o', 'out.csv').status).toBe(0)
  expect(readFileSync(join(folder, 'out.csv'), 'utf8')).toBe('id\n1\n2\n')
  expect(firn('verify', '--data').status).toBe(0)
})

it('--spreadsheet-safe keeps spreadsheets from running text, in a file and on standard output', () => {
  const safe = ['sql', "SELECT '=1+1' AS text", '--spreadsheet-safe']
  expect(firn(...safe, '-o', 'safe.csv').status).toBe(0)
  expect(readFileSync(join(folder, 'safe.csv'), 'utf8')).toBe("text\n'=1+1\n")
  expect(firn(...safe, '--format', 'tsv').stdout).toBe("text\n'=1+1\n")
})
