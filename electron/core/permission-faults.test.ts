import { spawnSync } from 'node:child_process'
import { chmod, mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { builtFolder } from './process/entry-files.ts'
import { needs } from './testing/requirements.ts'
import { temporaryFolder } from './store/testing/temporary.ts'

interface Outcome {
  readonly status: number | null
  /** What the command prints with `--json`: its answer, or `{ error }`. */
  readonly told: unknown
}

let folder: string
let data: string
beforeEach(async (context) => {
  needs(context, 'linux', 'root')
  folder = await temporaryFolder()
  data = join(folder, 'data')
  await mkdir(data)
  for (const name of ['open', 'closed']) await writeFile(join(data, `${name}.csv`), `id,${name}\n1,a\n2,b\n`)
  await chmod(join(data, 'closed.csv'), 0o000)
  expect(firn('init')).toMatchObject({ status: 0 })
})

/** The command line as a root whom permissions stop like anybody else. */
function firn(...command: string[]): Outcome {
  const { status, stdout, stderr } = spawnSync(
    'setpriv',
    [
      '--bounding-set=-dac_override,-dac_read_search',
      process.execPath,
      join(builtFolder(), 'cli', 'main.js'),
      ...command,
      '--json',
    ],
    {
      cwd: folder,
      encoding: 'utf8',
      env: { ...process.env, FIRN_STORE: join(folder, 'store'), FIRN_STATE: join(folder, 'state') },
    },
  )
  return { status, told: JSON.parse(status === 0 ? stdout : stderr) }
}

const unreadable = (path: string) => ({
  code: 'file-unreadable',
  message: `No permission to read ${path}.`,
  hint: 'Give yourself read permission for it, or leave it out of the sources.',
})

test('a snapshot of a folder with a file that may not be read is refused whole', async () => {
  const refused = firn('snapshot', 'events', data)
  expect(refused).toMatchObject({ status: 1, told: { error: unreadable(join(data, 'closed.csv')) } })
  expect(firn('list')).toMatchObject({ status: 0, told: { datasets: [] } })
  expect(firn('verify', '--data')).toMatchObject({ status: 0, told: { ok: true, findings: [] } })
  for (const place of ['staging', 'leases', 'objects'])
    expect(await readdir(join(folder, 'store', place)), place).toEqual([])
  // As the hint says.
  expect(firn('snapshot', 'events', join(data, 'open.csv'))).toMatchObject({
    status: 0,
    told: { version: 1 },
  })
})

test('a folder within, that may not be listed, is named too', async () => {
  await chmod(join(data, 'closed.csv'), 0o644)
  const locked = join(data, 'locked')
  await mkdir(locked)
  await chmod(locked, 0o000)
  expect(firn('snapshot', 'events', data)).toMatchObject({ status: 1, told: { error: unreadable(locked) } })
  expect(firn('list')).toMatchObject({ told: { datasets: [] } })
})

test('a look before the import shows the files that can be read, and why the others cannot', async () => {
  const locked = join(data, 'locked')
  await mkdir(locked)
  await chmod(locked, 0o000)
  expect(firn('inspect', data)).toMatchObject({
    status: 0,
    told: {
      tables: [{ name: 'open', files: 1, rows: 2 }],
      problems: [
        { path: locked, message: `No permission to read ${locked}.` },
        { path: 'closed.csv', message: expect.stringContaining('No permission to read') as string },
      ],
    },
  })
})

test('a query of a file that may not be read says so', () => {
  const refused = firn('sql', `FROM '${join(data, 'closed.csv')}'`)
  expect(refused).toMatchObject({ status: 1, told: { error: unreadable(join(data, 'closed.csv')) } })
})

test('a store whose folder may not be written says so and is read', async () => {
  expect(firn('snapshot', 'events', join(data, 'open.csv'))).toMatchObject({ status: 0 })
  const store = join(folder, 'store')
  await chmod(store, 0o555)
  expect(firn('sql', 'SELECT count(*)::INTEGER AS n FROM events')).toMatchObject({
    status: 0,
    told: [{ n: 2 }],
  })
  expect(firn('tag', 'events', 'prod')).toMatchObject({
    status: 1,
    told: {
      error: {
        code: 'not-allowed',
        message: `You have no permission to write into ${store}. The store can be read only.`,
      },
    },
  })
})
