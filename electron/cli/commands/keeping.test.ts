import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { builtFolder } from '../../core/process/entry-files.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'firn-keeping-'))
  writeFileSync(join(folder, 'a.csv'), 'a\n1\n')
  writeFileSync(join(folder, 'b.csv'), 'a\n2\n')
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function firn(...args: string[]) {
  const env = { ...process.env, FIRN_STORE: join(folder, 'store'), FIRN_STATE: join(folder, 'state') }
  const main = join(builtFolder(), 'cli', 'main.js')
  return spawnSync(process.execPath, [main, ...args], { cwd: folder, encoding: 'utf8', env })
}

it('goes on with a restored backup when it is told to, and warns once until then', () => {
  const store = join(folder, 'store')
  firn('init')
  for (const dataset of ['one', 'two']) firn('snapshot', dataset, 'a.csv')
  firn('list')
  cpSync(store, `${store}-backup`, { recursive: true })
  for (const dataset of ['one', 'two']) {
    expect(firn('tag', `${dataset}@v1`, 'prod').stdout).toBe(`${dataset}@prod is v1 now.\n`)
    firn('snapshot', dataset, 'b.csv')
  }
  expect(firn('tag', 'one', 'prod').stdout).toBe('one@prod is v2 now; it was v1.\n')
  expect(firn('tag', 'one', 'prod').stdout).toBe('one@prod is v2 already.\n')
  expect(firn('tag', 'one', 'latest')).toMatchObject({ status: 1, stdout: '' })
  rmSync(store, { recursive: true })
  renameSync(`${store}-backup`, store)

  const listed = firn('list')
  expect(listed.stderr.trim().split('\n')).toHaveLength(1)
  expect(listed.stderr).toContain('So did that of 1 more.')
  expect(firn('gc')).toMatchObject({
    status: 1,
    stderr: expect.stringContaining('firn verify --accept-history') as string,
  })
  const found = firn('verify')
  expect(found.status).toBe(1)
  expect(found.stdout).toContain('2 findings.')
  expect(found.stdout).toContain('firn verify --accept-history')
  const accepted = firn('verify', '--accept-history')
  expect(accepted.stderr.match(/^accepted: /gm)).toHaveLength(2)
  expect(accepted).toMatchObject({
    status: 0,
    stdout: expect.stringContaining('The store is sound.') as string,
  })
  expect(firn('gc').status).toBe(0)
  expect(firn('list').stderr).toBe('')
  expect(firn('verify', '--accept-history').stderr).toContain('nothing to accept')
  expect(firn('verify', '--help').stdout).toContain('--accept-history')
}, 120_000)

it('an old version comes back as the newest one, and its files come out of the store', () => {
  firn('init')
  firn('snapshot', 'prices', 'a.csv')
  firn('snapshot', 'prices', 'b.csv')
  expect(firn('restore', 'prices@v1', '-m', 'the right ones').stdout).toBe(
    'prices@v3 holds what prices@v1 held.\n',
  )
  expect(JSON.parse(firn('restore', 'prices@v3', '--json').stdout)).toMatchObject({
    version: 3,
    changed: false,
  })
  expect(firn('sql', 'FROM prices', '--format', 'csv').stdout).toBe('a\n1\n')
  expect(firn('checkout', 'prices@v2', 'out')).toMatchObject({
    status: 0,
    stdout: `Wrote 1 file of prices@v2, 4 B, to ${join(folder, 'out')}.\n`,
  })
  expect(readFileSync(join(folder, 'out', 'b.csv'), 'utf8')).toBe('a\n2\n')
  expect(firn('checkout', 'prices@v2', 'out')).toMatchObject({
    status: 1,
    stderr: expect.stringContaining('nothing is written over') as string,
  })
  expect(firn('expire', 'prices')).toMatchObject({
    status: 2,
    stderr: expect.stringContaining('firn policy prices --preset usual') as string,
  })
  expect(firn('policy', 'prices', '--preset', 'usual', '--keep-last', '1').stdout).toBe(
    'prices keeps the last 1, 7 daily, 4 weekly, 6 monthly.\n',
  )
  // All are of one day, so what is the newest of it is the newest of all.
  expect(firn('expire', 'prices').stdout).toMatch(/^Hid 2 versions \(v1, v2\)/)
  expect(JSON.parse(firn('policy', 'prices', '--none', '--json').stdout)).toEqual({ dataset: 'prices' })
  expect(firn('log', 'prices', '--json').stdout).toContain('"action":"settings"')
  expect(firn('checkout', 'prices', 'store/here')).toMatchObject({
    status: 1,
    stderr: expect.stringContaining('it lies in the store') as string,
  })
}, 120_000)

it('plans a repair, does it when it is told to, and says when the store was checked', () => {
  const store = join(folder, 'mended')
  const mended = (...args: string[]) => firn(...args, '--store', store)
  mended('init')
  mended('snapshot', 'one', 'a.csv')
  expect(mended('verify', '--last').stdout).toContain('Checked: never on this machine.')
  const object = readdirSync(join(store, 'objects'), { recursive: true, encoding: 'utf8' })
    .map((name) => join(store, 'objects', name))
    .find((file) => file.length > store.length + 60 && readFileSync(file, 'utf8') === 'a\n1\n')
  rmSync(object ?? '')

  const plan = mended('repair')
  expect(plan).toMatchObject({
    status: 1,
    stdout: expect.stringMatching(/^1 step; firn repair --apply/) as string,
  })
  expect(plan.stdout).toContain(`- Put the bytes back from ${join(folder, 'a.csv')}. (one@v1)`)
  expect(mended('repair', '--plan').stdout).toBe(plan.stdout)
  expect(mended('repair', '--apply', '--plan').status).toBe(2)
  expect(JSON.parse(mended('repair', '--apply', '--json').stdout)).toMatchObject({ failed: [], left: [] })
  expect(mended('repair').stdout).toBe('Nothing is wrong: there is nothing to repair.\n')
  expect(mended('verify', '--last')).toMatchObject({
    status: 0,
    stdout: expect.stringMatching(/^Checked: \d{4}-.*\nEvery byte checked: never/) as string,
  })
}, 120_000)
