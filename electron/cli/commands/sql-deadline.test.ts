import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { builtFolder } from '../../core/process/entry-files.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'firn-cli-deadline-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const endless = 'SELECT sum(a.range * b.range) AS s FROM range(1000000) a, range(1000000) b'

function sql(...args: readonly string[]) {
  return spawnSync(process.execPath, [join(builtFolder(), 'cli', 'main.js'), 'sql', ...args], {
    cwd: folder,
    encoding: 'utf8',
    timeout: 20_000,
    env: { ...process.env, FIRN_STORE: join(folder, 'store'), FIRN_STATE: join(folder, 'state') },
  })
}

it('a query ends at its deadline, and one that needs less is not touched', () => {
  const late = sql(endless, '--deadline', '0.5')
  expect(late.status).toBe(1)
  expect(late.stderr).toContain('The query was stopped after 0.5 s.')
  const early = sql('SELECT 1 AS one', '--deadline', '19', '--json')
  expect([early.status, early.stdout]).toEqual([0, '[{"one":1}\n]\n'])
  for (const wrong of ['0', '-1', 'soon', ''])
    expect(sql('SELECT 1', '--deadline', wrong).status, wrong).toBe(2)
})

it('the deadline of the settings holds on the command line, and damaged settings are said once', () => {
  const settings = join(folder, 'state', 'settings.json')
  mkdirSync(join(folder, 'state'), { recursive: true })
  writeFileSync(settings, JSON.stringify({ deadlineMs: 1000 }))
  const late = sql(endless)
  expect(late.status).toBe(1)
  expect(late.stderr).toContain('The query was stopped after 1 s.')
  writeFileSync(settings, '{"deadlineMs":')
  const damaged = sql('SELECT 1 AS one', '--json')
  expect([damaged.status, damaged.stdout]).toEqual([0, '[{"one":1}\n]\n'])
  expect(damaged.stderr).toContain(`warning: The settings were damaged`)
  expect(damaged.stderr).toContain(`${settings}.damaged`)
  expect(sql('SELECT 1 AS one', '--json').stderr).toBe('')
})
