import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { builtFolder } from '../../core/process/entry-files.ts'

let folder: string

beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'firn-run-test-')))
  mkdirSync(join(folder, 'tmp'))
  writeFileSync(join(folder, 'events.csv'), 'id,kind\n1,a\n2,b\n3,a\n')
  // A program of the person's: counts the rows of its input by kind, and leaves out rare ones.
  writeFileSync(
    join(folder, 'count.mjs'),
    `import { readFileSync, readdirSync, writeFileSync } from 'node:fs'
const { FIRN_INPUT_EVENTS: input, FIRN_OUTPUT: output, FIRN_PARAM_LEAST: least, FIRN_SEED: seed } = process.env
const [file] = readdirSync(input)
const kinds = readFileSync(input + '/' + file, 'utf8').trim().split('\\n').slice(1).map((line) => line.split(',')[1])
const rows = [...new Set(kinds)].map((kind) => [kind, kinds.filter((one) => one === kind).length])
console.log('seed', seed, 'inputs', Object.keys(JSON.parse(process.env.FIRN_INPUTS)).join())
console.error('leaving out what is rare')
writeFileSync(output + '/counts.csv', ['kind,n', ...rows.filter(([, n]) => n >= Number(least)).map((row) => row.join())].join('\\n') + '\\n')
if (process.argv.includes('--fail')) process.exit(3)
`,
  )
  for (const words of [
    ['init', '-q'],
    ['add', 'count.mjs'],
    ['-c', 'user.name=t', '-c', 'user.email=t@t', 'commit', '-qm', 'counting'],
  ])
    expect(spawnSync('git', words, { cwd: folder }).status).toBe(0)
  firn('init')
  firn('snapshot', 'events', 'events.csv')
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function firn(...args: string[]) {
  const main = join(builtFolder(), 'cli', 'main.js')
  return spawnSync(process.execPath, [main, ...args], {
    cwd: folder,
    encoding: 'utf8',
    env: {
      ...process.env,
      TMPDIR: join(folder, 'tmp'),
      FIRN_STORE: join(folder, 'store'),
      FIRN_STATE: join(folder, 'state'),
    },
  })
}

function answered(command: string, ...args: string[]): unknown {
  const { status, stdout, stderr } = firn(command, '--json', ...args)
  expect(status, stderr).toBe(0)
  return JSON.parse(stdout) as unknown
}

const counting = ['--input', 'events', '--code', '.', '--param', 'least=2', '--seed', '42']

it('a program runs on plain paths, and its result knows where it came from', () => {
  const run = firn('run', 'counts', ...counting, '-m', 'by kind', '--', process.execPath, 'count.mjs')
  expect(run).toMatchObject({ status: 0, stdout: expect.stringMatching(/^Took counts@v1: 1 file/) as string })
  expect(run.stderr).toContain('leaving out what is rare')
  expect(answered('sql', 'FROM counts')).toEqual([{ kind: 'a', n: '2' }])
  expect(answered('show', 'counts')).toMatchObject({
    kind: 'aggregation',
    message: 'by kind',
    sources: [],
    lineage: {
      inputs: [{ dataset: 'events', version: 1, named: 'events' }],
      parameters: { least: '2' },
      seed: '42',
      git: { commit: expect.stringMatching(/^[0-9a-f]{40}$/) as string },
      command: { words: [process.execPath, 'count.mjs'] },
    },
  })
  const { text } = answered('show', 'counts', '--log') as { text: string }
  expect(text).toContain('seed 42 inputs events\n')
  expect(text).toContain('leaving out what is rare\n')
  expect(answered('lineage', 'counts')).toMatchObject({ edges: [{ from: 'events@v1', to: 'counts@v1' }] })

  const again = answered('run', 'counts', ...counting, '--', process.execPath, 'count.mjs')
  expect(again).toMatchObject({ version: 1, changed: false })
  expect(readdirSync(join(folder, 'tmp'))).toEqual([])
  expect(answered('verify', '--data')).toMatchObject({ ok: true })
  expect(firn('rebuild', 'counts')).toMatchObject({
    status: 2,
    stderr: expect.stringContaining('firn run counts --input events@v1') as string,
  })
}, 120_000)

it('a program that fails, or is not there, makes no version', () => {
  const failing = firn('run', 'failing', ...counting, '--', process.execPath, 'count.mjs', '--fail')
  expect(failing.status).toBe(1)
  expect(failing.stderr).toContain('failed with exit code 3, so no version was made.')
  const missing = firn('run', '--json', 'failing', ...counting, '--', './no-such-program')
  expect(missing.status).toBe(1)
  expect(missing.stderr).toContain('there is no such program')
  expect(readdirSync(join(folder, 'tmp'))).toEqual([])
  expect(answered('list')).toMatchObject({ datasets: [{ name: 'counts' }, { name: 'events' }] })
}, 120_000)

it('an output folder of the person is kept, and one that holds something is refused', () => {
  const own = ['run', 'own', ...counting, '--output', 'own', '--', process.execPath, 'count.mjs']
  expect(firn(...own).status).toBe(0)
  expect(existsSync(join(folder, 'own', 'counts.csv'))).toBe(true)
  const again = firn(...own)
  expect(again.status).toBe(1)
  expect(again.stderr).toContain('holds something already, such as counts.csv')
  for (const inTheWay of ['events.csv', 'events.csv/below'])
    expect(
      firn('run', '--json', 'own', '--output', inTheWay, '--', process.execPath, 'count.mjs'),
    ).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/"code":"already-exists".*a file lies there or above/) as string,
    })
}, 120_000)

it('what the program reads stays while it runs', () => {
  for (const text of ['a\n1\n', 'a\n2\n']) {
    writeFileSync(join(folder, 'held.csv'), text)
    answered('snapshot', 'held', 'held.csv')
  }
  const expiring = ['expire', 'held', '--keep-last', '1', '--dry-run']
  const main = join(builtFolder(), 'cli', 'main.js')
  const run = firn('run', 'tried', '--input', 'held@v1', '--', process.execPath, main, ...expiring)
  expect(run.stderr).toContain('v1 stays: in use: run tried')
  expect(answered('expire', ...expiring.slice(1))).toMatchObject({ expired: [1] })
}, 120_000)

it('what another program made is declared with a snapshot', () => {
  writeFileSync(join(folder, 'made.csv'), 'kind,n\na,2\n')
  answered('snapshot', 'made', 'made.csv', '--input', 'events@v1', '--param', 'engine=spark', '--seed', '7')
  expect(answered('show', 'made')).toMatchObject({
    kind: 'aggregation',
    sources: [join(folder, 'made.csv')],
    lineage: {
      inputs: [{ dataset: 'events', version: 1, named: 'events@v1' }],
      parameters: { engine: 'spark' },
      seed: '7',
    },
  })
  // A version that was named as such is depended on.
  expect(firn('expire', 'events', '--keep-last', '1').status).toBe(0)
  const unknown = firn('snapshot', 'made', 'made.csv', '--input', 'event')
  expect(unknown).toMatchObject({ status: 1, stderr: expect.stringContaining('There are:') as string })
  const noGit = firn('snapshot', 'made', 'made.csv', '--code', tmpdir())
  expect(noGit).toMatchObject({
    status: 1,
    stderr: expect.stringContaining('lies in no git repository') as string,
  })
}, 120_000)
