import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { builtFolder } from '../../core/process/entry-files.ts'

/* What help and README show can be typed as it stands, over the datasets of the sample data. */

const root = join(import.meta.dirname, '..', '..', '..')
const sample = join(root, 'resources', 'sample')
let folder: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'firn-cli-help-'))
  writeFileSync(join(folder, 'data.csv'), 'day,n\n2026-01-05,1\n2026-01-06,2\n')
  mkdirSync(join(folder, 'recipes'))
  run('firn init')
  run(`firn snapshot access '${join(sample, 'access', 'access-2015-05-17.log.gz')}'`)
  for (const version of ['v1-2016-06-08', 'v2-2022-12-24'])
    run(`firn snapshot constituents '${join(sample, 'constituents', `constituents-${version}.csv`)}'`)
}, 120_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function shell(line: string) {
  const script = `firn() { "$NODE" "$FIRN" "$@"; }\n${line}`
  return spawnSync('sh', ['-c', script], {
    cwd: folder,
    encoding: 'utf8',
    env: {
      ...process.env,
      NODE: process.execPath,
      FIRN: join(builtFolder(), 'cli', 'main.js'),
      FIRN_STORE: join(folder, 'store'),
      FIRN_STATE: join(folder, 'state'),
    },
  })
}

function run(line: string): string {
  const { status, stdout, stderr } = shell(line)
  expect(status, `${line}\n${stderr}`).toBe(0)
  return stdout
}

function examples(help: string): string[] {
  return [...(help.split('Examples:\n')[1] ?? '').matchAll(/^ {2}(firn .*)$/gm)].map(([, line = '']) => line)
}

it('aggregate: the recipe and the examples of its help work', () => {
  const help = run('firn aggregate --help')
  const recipe = /( {2}-- ---\n[^]*?)\n\n/.exec(help)?.[1]?.replaceAll(/^ {2}/gm, '')
  writeFileSync(join(folder, 'recipes', 'hourly.sql'), `${recipe}\n`)
  const lines = examples(help)
  expect(lines).toHaveLength(3)
  for (const line of lines) expect(run(line)).not.toContain(' 0 rows')
}, 120_000)

it('the recipe of the README runs as it says', () => {
  const readme = readFileSync(join(root, 'README.md'), 'utf8')
  const recipe = /```sql\n(-- ---\n[^]*?)```/.exec(readme)?.[1] ?? ''
  const command = /`(firn aggregate [^`]*)`/.exec(readme)?.[1] ?? ''
  writeFileSync(join(folder, 'recipes', 'hourly.sql'), recipe)
  expect(run(command)).toMatch(/hourly: [1-9]\d* rows, 3 columns/)
})

it('sql: the examples of its help work', () => {
  const lines = examples(run('firn sql --help'))
  expect(lines).toHaveLength(3)
  const [byStatus = '', joined = '', byDay = ''] = lines
  expect(run(byStatus)).toContain('200')
  expect(run(joined)).toMatch(/^Symbol,.*\nMMM,/m)
  run(byDay)
  expect(run(`firn sql "FROM './day.parquet'" --json`)).toContain('[{"day":"2026-01-05","n":"1"}')
}, 120_000)

it('run, restore and checkout: the examples of their help that need no program of yours work', () => {
  const [symbols = ''] = examples(run('firn run --help'))
  expect(run(symbols)).toMatch(/^Took symbols@v1: .*\n {2}symbols: [1-9]\d* rows, 1 column/)
  for (const line of examples(run('firn checkout --help')).slice(0, 1))
    expect(run(line)).toContain('Wrote 1 file')
  const restored = run('firn restore --help').split('Example:\n')[1]?.trim() ?? ''
  expect(run(restored)).toBe('constituents@v3 holds what constituents@v1 held.\n')
}, 120_000)

it('of two values for one parameter neither is taken', () => {
  const twice = shell(`firn sql 'SELECT $a AS a' --param a=1 --param a=2 --json`)
  expect(twice).toMatchObject({ status: 2, stdout: '' })
  expect(twice.stderr).toContain('a was given before, as \\"1\\". Give it once.')
  expect(run(`firn sql 'SELECT $a AS a, $b AS b' --param a=1 --param b=2 --json`)).toContain('"b":"2"')
})

it('a mistyped dataset is answered with those that exist', () => {
  const { status, stderr } = shell('firn show acess')
  expect(status).toBe(1)
  expect(stderr).toMatch(/no dataset "acess".*\nThere are: access,.*constituents/s)
})
