import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { builtFolder } from '../core/process/entry-files.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'firn-recipe-'))
  expect(firn('init').status).toBe(0)
  writeFileSync(join(folder, 'people.csv'), 'id,name\n1,Ada\n')
  expect(firn('snapshot', 'people', 'people.csv').status).toBe(0)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function firn(...args: string[]): { status: number | null; stderr: string } {
  const { status, stderr } = spawnSync(
    process.execPath,
    [join(builtFolder(), 'cli', 'main.js'), ...args, '--json'],
    {
      cwd: folder,
      encoding: 'utf8',
      env: { ...process.env, FIRN_STORE: join(folder, 'store'), FIRN_STATE: join(folder, 'state') },
    },
  )
  return { status, stderr }
}

test.each([
  ['a dataset that is not there', '-- ---\n-- description: x\n-- ---\n\nSELECT\n  1 AS x,\nFROM peple', 7],
  ['a column that is not there', 'SELECT id,\n  nam\nFROM people', 2],
  [
    'a column in a later step',
    '-- step: all\nFROM people\n\n-- step: some\nSELECT id,\n  nam\nFROM "all"',
    6,
  ],
  ['a sentence that is no SQL', 'SELECT id\nFROM people\nWHER id = 1', 3],
])('an error in a recipe names its file and line: %s', (_what, sql, line) => {
  mkdirSync(join(folder, 'recipes'), { recursive: true })
  writeFileSync(join(folder, 'recipes', 'wrong.sql'), sql)
  const { status, stderr } = firn('aggregate', 'wrong', '--recipe', 'recipes/wrong.sql')
  expect(status).toBeGreaterThan(0)
  const { error } = JSON.parse(stderr) as { error: { message: string; file: string; line: number } }
  expect(error).toMatchObject({ file: 'recipes/wrong.sql', line })
  expect(error.message).toMatch(`recipes/wrong.sql, line ${line}: `)
})

test('a folder is no recipe', () => {
  const { error } = JSON.parse(firn('aggregate', 'wrong', '--recipe', '.').stderr) as { error: unknown }
  expect(error).toMatchObject({
    code: 'file-unreadable',
    message: '. is a folder, and a file is needed here.',
  })
})
