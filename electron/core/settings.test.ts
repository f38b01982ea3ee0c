import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { availableParallelism, tmpdir, totalmem } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Caller, createCaller } from '../../shared/contract/caller.ts'
import type { Contract, Events } from '../../shared/contract/contract.ts'
import { FirnError } from '../../shared/contract/errors.ts'
import { readCallFrame } from '../../shared/contract/frames.ts'
import { transportPair } from '../../shared/contract/transport.ts'
import { createEngine } from './create-engine.ts'
import type { EngineConfig } from './engine-config.ts'
import { createForkSpawner } from './process/fork.ts'
import type { Spawner } from './process/spawner.ts'
import type { InstanceSpec } from './query/worker/worker-contract.ts'
import { initStore } from './store/store.ts'
import { needs } from './testing/requirements.ts'
import { mountSmallDisk } from './testing/small-disk.ts'

let folder: string
let ends: (() => Promise<void>)[]
let instances: InstanceSpec[]

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'firn-settings-'))
  ends = []
  instances = []
})
afterEach(async () => {
  for (const end of ends) await end()
  await rm(folder, { recursive: true, force: true })
})

/** Hears with what databases are opened: queries themselves may not ask. */
function listening(spawner: Spawner): Spawner {
  return {
    async spawn(entry) {
      const process = await spawner.spawn(entry)
      const send = process.transport.send.bind(process.transport)
      process.transport.send = (text) => {
        const frame = readCallFrame(text)
        if (frame?.type === 'call' && frame.method === 'instance.open')
          instances.push(frame.input as InstanceSpec)
        send(text)
      }
      return process
    },
  }
}

interface Window {
  readonly call: Caller<Contract>['call']
  /** What it was told of settings, without being asked. */
  readonly told: Events['settings'][]
}

async function start(change: Partial<EngineConfig> = {}): Promise<() => Window> {
  const config: EngineConfig = {
    host: 'served',
    stateFolder: join(folder, 'state'),
    allow: [folder],
    ...change,
  }
  const engine = await createEngine(config, listening(createForkSpawner()))
  ends.push(() => engine.close())
  return () => {
    const [near, far] = transportPair()
    engine.attach(far)
    const caller = createCaller<Contract>(near, () => new FirnError('disconnected', 'The line is cut.'))
    const told: Events['settings'][] = []
    caller.onEvent((name, payload) => {
      if (name === 'settings') told.push(payload as Events['settings'])
    })
    return { call: caller.call, told }
  }
}

const settingsFile = () => join(folder, 'state', 'settings.json')

/** Runs a query and gives what its database was opened with. */
async function opened({ call }: Window): Promise<InstanceSpec> {
  const { resultId, firstPage } = await call('query.start', { sql: 'SELECT 42' })
  expect(firstPage).toEqual([[42]])
  await call('query.close', { resultId })
  return instances.at(-1) as InstanceSpec
}

test('what is set holds for the next query, is kept, and every window is told', async () => {
  const line = await start()
  const [one, other] = [line(), line()]
  const before = await one.call('settings.get', {})
  expect(before.chosen).toEqual({})
  expect(before.usual.threads).toBe(availableParallelism())
  expect(before.places.settings).toBe(settingsFile())

  const after = await one.call('settings.set', { memoryBytes: 300_000_000, threads: 1 })
  expect(after.chosen).toEqual({ memoryBytes: 300_000_000, threads: 1 })
  expect(other.told).toEqual([after])
  expect(await opened(other)).toMatchObject({ memoryBytes: 300_000_000, threads: 1 })

  const later = (await start())()
  expect((await later.call('settings.get', {})).chosen).toEqual({ memoryBytes: 300_000_000, threads: 1 })
  expect(await opened(later)).toMatchObject({ memoryBytes: 300_000_000, threads: 1 })

  await one.call('settings.set', { threads: null })
  expect(JSON.parse(await readFile(settingsFile(), 'utf8'))).toEqual({ memoryBytes: 300_000_000 })
  expect(await opened(one)).toMatchObject({ threads: availableParallelism() })
})

test('an endless query ends with its deadline, and the next one runs', async () => {
  const window = (await start())()
  await window.call('settings.set', { deadlineMs: 1000 })
  const endless = 'SELECT count(*) FROM range(10000000) a, range(10000000) b WHERE a.range + b.range = 7'
  await expect(window.call('query.start', { sql: endless })).rejects.toMatchObject({ code: 'deadline' })
  await opened(window)
})

test.each([
  [{ memoryBytes: 1 }, /memory of a query is between 0\.3 GB and .* not 0\.0 GB/],
  [{ memoryBytes: totalmem() }, /memory of a query/],
  [{ threads: 10_000 }, /number of threads is between 1 and \d+ on this machine, not 10000/],
  [{ scratchBytes: Number.MAX_SAFE_INTEGER }, /scratch space of a query/],
  [{ deadlineMs: 10 }, /deadline is between 1 s/],
] as const)('%j is refused with the bounds of this machine, and changes nothing', async (change, message) => {
  const window = (await start())()
  await expect(window.call('settings.set', change)).rejects.toMatchObject({
    code: 'invalid-input',
    message: expect.stringMatching(message) as string,
    context: { setting: Object.keys(change)[0] },
  })
  expect((await window.call('settings.get', {})).chosen).toEqual({})
  await expect(stat(settingsFile())).rejects.toThrow('ENOENT')
})

test('scratch files move to the chosen folder, nothing else in it is touched, and back', async () => {
  const chosen = join(folder, 'fast disk')
  await mkdir(join(chosen, 'precious'), { recursive: true })
  const window = (await start())()
  expect((await opened(window)).scratchFolder).toContain(join(folder, 'state', 'scratch'))

  const { chosen: now } = await window.call('settings.set', { scratchFolder: chosen })
  expect(now.scratchFolder).toBe(chosen)
  expect((await opened(window)).scratchFolder).toContain(join(chosen, 'firn-scratch'))
  expect((await readdir(chosen)).sort()).toEqual(['firn-scratch', 'precious'])

  const later = (await start())()
  expect((await opened(later)).scratchFolder).toContain(join(chosen, 'firn-scratch'))

  await window.call('settings.set', { scratchFolder: null })
  expect((await opened(window)).scratchFolder).toContain(join(folder, 'state', 'scratch'))
})

test('a folder that is none, that may not be written or that belongs to a store is refused', async () => {
  const elsewhere = await mkdtemp(join(tmpdir(), 'firn-elsewhere-'))
  ends.push(() => rm(elsewhere, { recursive: true }))
  await writeFile(join(folder, 'file'), '')
  const { path: store } = await initStore(join(folder, 'store'))
  const window = (await start())()
  const refused = async (scratchFolder: string) =>
    await window.call('settings.set', { scratchFolder }).then(
      () => 'taken',
      (error: unknown) => (error as FirnError).code,
    )
  expect(await refused(join(folder, 'none'))).toBe('file-missing')
  expect(await refused(join(folder, 'file'))).toBe('file-unreadable')
  expect(await refused(store)).toBe('not-allowed')
  expect(await refused(elsewhere)).toBe('not-allowed')
  expect((await window.call('settings.get', {})).chosen).toEqual({})
})

test('a folder that cannot be written is refused', async (context) => {
  // A mode would not stop root.
  needs(context, 'linux', 'tmpfs')
  const locked = join(folder, 'locked')
  const disk = await mountSmallDisk(locked, 1)
  ends.push(async () => disk.unmount())
  disk.makeReadOnly()
  const window = (await start())()
  await expect(window.call('settings.set', { scratchFolder: locked })).rejects.toMatchObject({
    code: 'file-unreadable',
    message: `Nothing can be written into "${locked}".`,
  })
})

test('a scratch folder that is gone is said, and queries run in the usual one', async () => {
  const chosen = join(folder, 'stick')
  await mkdir(chosen)
  await (await start())().call('settings.set', { scratchFolder: chosen })
  await rm(chosen, { recursive: true })
  await writeFile(chosen, 'no folder any more')
  const window = (await start())()
  const { problem, chosen: still } = await window.call('settings.get', {})
  expect(problem).toContain(`Nothing can be written into "${chosen}"`)
  expect(still.scratchFolder).toBe(chosen)
  expect((await opened(window)).scratchFolder).toContain(join(folder, 'state', 'scratch'))
})

test.each(['', '{"threads":', '{"threads":"many"}', '[]'])(
  'a damaged file (%j) is put aside and told, and what is set then is kept',
  async (text) => {
    await mkdir(join(folder, 'state'))
    await writeFile(settingsFile(), text)
    const window = (await start())()
    const { problem, chosen } = await window.call('settings.get', {})
    expect(problem).toContain(`settings.json.damaged`)
    expect(chosen).toEqual({})
    expect(await readFile(`${settingsFile()}.damaged`, 'utf8')).toBe(text)
    expect(await window.call('settings.set', { threads: 1 })).not.toHaveProperty('problem')
    expect((await (await start())().call('settings.get', {})).chosen).toEqual({ threads: 1 })
  },
)

test('figures of a larger machine are what this one has, and names of a newer Firn stay', async () => {
  await mkdir(join(folder, 'state'))
  await writeFile(settingsFile(), JSON.stringify({ memoryBytes: 1e15, threads: 4096, later: true }))
  const window = (await start())()
  const { chosen, bounds } = await window.call('settings.get', {})
  expect(chosen).toMatchObject({ memoryBytes: bounds.memoryBytes[1], threads: availableParallelism() })
  await window.call('settings.set', { deadlineMs: 5000 })
  expect(JSON.parse(await readFile(settingsFile(), 'utf8'))).toMatchObject({ later: true, deadlineMs: 5000 })
})
