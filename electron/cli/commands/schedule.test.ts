import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { builtFolder } from '../../core/process/entry-files.ts'

let folder: string
beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'firn-schedule-')))
  mkdirSync(join(folder, 'logs'))
  add(1)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const add = (n: number) => writeFileSync(join(folder, 'logs', `${n}.csv`), `n\n${n}\n`)

function firnAs(state: string, ...args: string[]) {
  const env = { ...process.env, FIRN_STORE: join(folder, 'store'), FIRN_STATE: join(folder, state) }
  const main = join(builtFolder(), 'cli', 'main.js')
  return spawnSync(process.execPath, [main, ...args], { cwd: folder, encoding: 'utf8', env })
}
const firn = (...args: string[]) => firnAs('state', ...args)
function json(...args: string[]): unknown {
  const { status, stdout, stderr } = firn(...args, '--json')
  expect(status, stderr).toBe(0)
  return JSON.parse(stdout)
}

it('a schedule is set, run at once, applies the policy, is listed and taken away', () => {
  firn('init')
  firn('snapshot', 'events', 'logs')
  expect(firn('schedule').stdout).toBe('No dataset has a schedule.\n')
  expect(firn('schedule', 'events').stdout).toBe('events has no schedule.\n')
  expect(firn('schedule', 'events', '--every', '1d', '--then-expire')).toMatchObject({ status: 1 })
  firn('policy', 'events', '--keep-last', '2')
  const set = ['schedule', 'events', '--cron', '0 9 * * *', '--zone', 'Europe/Berlin', '--source', 'logs']
  expect(firn(...set).stdout).toContain(
    `events: daily at 09:00, Europe/Berlin, from ${join(folder, 'logs')}\n`,
  )
  expect(json('schedule', 'events', '--then-expire')).toMatchObject({
    dataset: 'events',
    schedule: { times: { kind: 'cron', cron: '0 9 * * *', zone: 'Europe/Berlin' }, expire: true },
    sources: [join(folder, 'logs')],
    keep: { last: 2 },
    next: [expect.any(String), expect.any(String), expect.any(String)],
  })
  expect(firn('schedule', 'run').stdout).toBe('Nothing is due.\n')
  for (const n of [2, 3]) {
    add(n)
    firn('schedule', 'run', 'events', '--now')
  }
  expect(json('schedule', 'run', 'events', '--now')).toMatchObject({
    runs: [{ dataset: 'events', taken: { version: 3, changed: false }, expired: [] }],
  })
  expect(json('schedule')).toMatchObject({ schedules: [{ last: { state: 'done' } }] })
  const { entries } = json('log', 'events') as { entries: { action: string }[] }
  expect(entries.map(({ action }) => action)).toEqual([
    'expire',
    'snapshot',
    'snapshot',
    'settings',
    'settings',
    'settings',
    'snapshot',
    'create',
  ])
  expect(firn('jobs').stdout).toContain('events@v3: 3 files, 4 B new; v1 expired')

  // The same store on another machine.
  const elsewhere = firnAs('other-state', 'schedule', 'run', 'events', '--now')
  expect(elsewhere).toMatchObject({ status: 1, stdout: '' })
  expect(elsewhere.stderr).toContain('firn schedule events --here')
  expect(firnAs('other-state', 'schedule').stdout).toContain('does not run here')
  expect(firnAs('other-state', 'schedule', 'events', '--here').stdout).not.toContain('does not run here')

  expect(firn('schedule', 'events', '--off').stdout).toBe('events has no schedule.\n')
  expect(firn('schedule', 'run', 'events')).toMatchObject({ status: 2 })
}, 240_000)

it('refuses what makes no sense', () => {
  for (const [words, problem] of [
    [['events', '--every', '1d', '--off'], 'Give one of'],
    [['events', '--every', '1d', '--zone', 'UTC'], '--zone belongs to --cron'],
    [['--every', '1d'], 'Say which dataset'],
    [['run', '--now'], 'Say which dataset'],
  ] as const) {
    const { status, stderr } = firn('schedule', ...words)
    expect({ words, status, stderr }).toMatchObject({
      status: 2,
      stderr: expect.stringContaining(problem) as string,
    })
  }
}, 120_000)
