import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { builtFolder } from '../../core/process/entry-files.ts'
import { needs, sharedData } from '../../core/testing/requirements.ts'

let folder: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'firn-cli-curate-'))
  writeFileSync(join(folder, 'hourly.sql'), hourly)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const hourly = `/* ---
description: Requests, errors and mean bytes per hour
parameters:
  from: 400
--- */
-- step: timed
SELECT date_trunc('hour', time) AS hour, status, bytes FROM access
-- step: hourly
SELECT hour, count(*) AS requests, count(*) FILTER (WHERE status >= $from) AS errors, avg(bytes) AS mean_bytes
FROM timed GROUP BY hour ORDER BY hour
`

function firn(args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  return spawnSync(process.execPath, [join(builtFolder(), 'cli', 'main.js'), ...args], {
    cwd: folder,
    encoding: 'utf8',
    env: {
      ...process.env,
      FIRN_STORE: join(folder, 'store'),
      FIRN_STATE: join(folder, 'state'),
      ...env,
    },
  })
}

function json(args: readonly string[], env?: NodeJS.ProcessEnv): Record<string, unknown> {
  const { status, stdout, stderr } = firn([...args, '--json'], env)
  expect(status, stderr).toBe(0)
  return JSON.parse(stdout) as Record<string, unknown>
}

it('aggregates a real log, proves it again elsewhere, and follows changed input', (test) => {
  needs(test, 'shared-data')
  const log = readFileSync(join(sharedData ?? '', 'logs-web', 'apache_access.log'), 'utf8')
  const file = join(folder, 'access.log')
  writeFileSync(file, log)
  json(['init'])
  json(['snapshot', 'access', file])
  const made = json(['aggregate', 'hourly', '--recipe', 'hourly.sql', '-m', 'per hour'])
  expect(made).toMatchObject({
    dataset: 'hourly',
    version: 1,
    changed: true,
    tables: [{ name: 'hourly', rows: 84 }],
    lineage: {
      inputs: [{ dataset: 'access', version: 1, named: 'access' }],
      parameters: { from: '400' },
      recipe: { file: 'hourly.sql' },
    },
  })
  const [{ requests, errors } = {}] = JSON.parse(
    firn(['sql', 'SELECT sum(requests) AS requests, sum(errors) AS errors FROM hourly', '--json']).stdout,
  ) as { requests?: string; errors?: string }[]
  expect([requests, errors]).toEqual([String(log.split('\n').length - 2), String(countErrors(log))])
  expect(json(['aggregate', 'hourly', '--recipe', 'hourly.sql'])).toMatchObject({
    version: 1,
    changed: false,
  })
  expect(json(['rebuild', 'hourly'], { TZ: 'Asia/Tokyo' })).toMatchObject({ same: true })
  rmSync(join(folder, 'store', 'cache'), { recursive: true, force: true })
  expect(json(['rebuild', 'hourly'], { TZ: 'America/St_Johns' })).toMatchObject({
    same: true,
    content: { was: made['content'], is: made['content'] },
  })
  writeFileSync(file, `${log.split('\n').slice(0, 9000).join('\n')}\n`)
  json(['snapshot', 'access', file])
  expect(json(['aggregate', 'hourly', '--recipe', 'hourly.sql', '--param', 'from=500'])).toMatchObject({
    version: 2,
    changed: true,
    lineage: { inputs: [{ version: 2 }], parameters: { from: '500' } },
  })
  expect(json(['lineage', 'hourly@v1'])).toMatchObject({
    edges: [{ from: 'access@v1', to: 'hourly@v1' }],
  })
  expect(json(['lineage', 'access@v2', '--down'])).toMatchObject({
    edges: [{ from: 'access@v2', to: 'hourly@v2' }],
  })
  expect(json(['rebuild', 'hourly@v1'])).toMatchObject({ same: true })
}, 120_000)

it('freezes with the figures and fields of the interface', () => {
  firn(['init'])
  const rows = Array.from({ length: 2000 }, (_, id) => `${id},${id % 2 === 0 ? 'yes' : 'no'},${id * 3}`)
  writeFileSync(join(folder, 'rows.csv'), `id,label,value\n${rows.join('\n')}\n`)
  json(['snapshot', 'rows', 'rows.csv'])
  const receipt = json([
    'freeze',
    'set',
    ...[
      '--from',
      'rows',
      '--id',
      'id',
      '--label',
      'label',
      '--stratify',
      'label',
      '--seed',
      '42',
      '--tag',
      'prod',
    ],
  ])
  expect(receipt).toMatchObject({
    dataset: 'set',
    version: 1,
    seed: '42',
    leaks: { equalRowsAcrossSplits: 0 },
    splits: {
      train: {
        rows: 1600,
        classes: [
          { value: 'no', rows: 800 },
          { value: 'yes', rows: 800 },
        ],
      },
      validation: { rows: 200 },
      test: { rows: 200 },
    },
    lineage: { inputs: [{ dataset: 'rows', version: 1 }], seed: '42' },
    path: join(folder, 'store', 'paths', 'set', 'v1'),
  })
  expect(JSON.parse(firn(['sql', 'SELECT count(*) AS n FROM "set@prod/train"', '--json']).stdout)).toEqual([
    { n: '1600' },
  ])
  expect(json(['path', 'set'])).toEqual({ path: receipt['path'] })
  const shown = firn(['freeze', 'set', '--from', 'rows', '--id', 'id'])
  expect(shown.stderr).toContain('Read 2,000 rows, 2,000 after the filter, 2,000 kept.')
  expect(shown.status).toBe(0)
  const withoutIds = firn(['freeze', 'set', '--from', 'rows', '--id', ''])
  expect(withoutIds.stderr).toContain('warning: Rows move: by content instead of id.')
  expect(firn(['freeze', 'set', '--from', 'rows', '--split', 'train']).status).toBe(2)
  expect(firn(['freeze', 'set']).status).toBe(2)
  expect(firn(['aggregate', 'a', '--recipe', 'nowhere.sql']).status).toBe(1)
})

it('tells what is damaged beside what is still proven, and recipes of one name apart', () => {
  firn(['init'])
  const repository = join(folder, 'repository')
  mkdirSync(join(repository, 'recipes'), { recursive: true })
  spawnSync('git', ['init', '--quiet'], { cwd: repository })
  writeFileSync(join(repository, 'recipes', 'total.sql'), 'SELECT sum(n) AS n FROM numbers')
  writeFileSync(join(folder, 'numbers.csv'), 'n\n1\n2\n')
  const taken = json(['snapshot', 'numbers', 'numbers.csv'])
  const made = json(['aggregate', 'total', '--recipe', join(repository, 'recipes', 'total.sql')])
  expect(made).toMatchObject({ lineage: { recipe: { file: 'recipes/total.sql' } } })
  expect(json(['lineage', 'total'])).toMatchObject({
    nodes: [{ key: 'numbers@v1' }, { key: 'total@v1', made: 'recipes/total.sql' }],
    problems: [],
  })

  const path = String(json(['path', 'total'])['path'])
  const file = readdirSync(path).find((name) => name.endsWith('.parquet')) ?? ''
  const hash = createHash('sha256')
    .update(readFileSync(join(path, file)))
    .digest('hex')
  const object = (id: string) => join(folder, 'store', 'objects', id.slice(0, 2), id)
  chmodSync(object(hash), 0o644)
  truncateSync(object(hash), 8)
  const rebuilt = firn(['rebuild', 'total', '--json'])
  expect(rebuilt.status).toBe(1)
  expect(JSON.parse(rebuilt.stdout)).toMatchObject({ same: true, damaged: [expect.stringContaining(hash)] })
  const inWords = firn(['rebuild', 'total']).stdout
  expect(inWords).toMatch(/^Same: total@v1 .*\nWhat is stored of total@v1 cannot be read:\n {2}.*is damaged/)
  expect(inWords).toContain('Run its recipe again')

  rmSync(object(String(taken['id'])))
  const lineage = firn(['lineage', 'total'])
  expect(lineage.status).toBe(0)
  expect(lineage.stdout).toMatch(
    /^numbers@v1 +raw +cannot be read\ntotal@v1 +aggregation +1 row +from numbers@v1\n$/,
  )
  expect(lineage.stderr).toMatch(/^warning: numbers@v1 cannot be read: .*is missing from the store/)
  expect(json(['lineage', 'total'])).toMatchObject({ problems: [{ reference: 'numbers@v1' }] })
}, 120_000)

function countErrors(log: string): number {
  return log.split('\n').filter((line) => Number(/" (\d{3}) /.exec(line)?.[1]) >= 400).length
}
