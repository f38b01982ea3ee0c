import { chmod, chown, mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { needs } from '../testing/requirements.ts'
import { initStore, openStore } from './store.ts'
import { type StoreProgram, buildStoreProgram, start } from './testing/processes.ts'
import { snapshot, temporaryFolder, temporaryStore, writeFiles } from './testing/temporary.ts'

let program: StoreProgram

beforeAll(async () => {
  program = await buildStoreProgram()
})

afterAll(() => program.remove())

/** A user that is not root, whose number no account needs to have. */
const stranger = 65_534

describe('several processes', () => {
  test('4 writers x 50 commits lose none', async () => {
    const { folder, path, store } = await temporaryStore()
    const writers = ['a', 'b', 'c', 'd'].map((label) =>
      start(process.execPath, [program.file, 'commits', path, 'events', folder, '50', label]),
    )
    const finished = await Promise.all(writers.map((writer) => writer.finished))
    for (const { code, errors, facts } of finished)
      expect({ code, errors, facts: facts.length }).toEqual({ code: 0, errors: '', facts: 50 })
    const versions = await store.versions('events')
    expect(versions.map(({ version }) => version)).toEqual(
      Array.from({ length: 200 }, (_, index) => 200 - index),
    )
    const ids = new Set(versions.map(({ id }) => id))
    for (const { facts } of finished) for (const { id } of facts) expect(ids.has(id ?? '')).toBe(true)
    expect(await store.verify({ data: true })).toMatchObject({
      ok: true,
      checked: { entries: 201, snapshots: 200 },
    })
    for (const place of ['staging', 'leases']) expect(await readdir(join(path, place))).toEqual([])
  }, 120_000)

  test('of steps that are killed on their way, all versions are there after the next opening, or none', async () => {
    for (const killAfter of [1, 2, 3, 4]) {
      const { folder, path } = await temporaryStore()
      const { signal } = await start(process.execPath, [
        program.file,
        'together',
        path,
        '',
        folder,
        '1',
        'x',
        String(killAfter),
      ]).finished
      expect(signal).toBe('SIGKILL')
      // Two at once clear up after it.
      const [store, other] = await Promise.all([openStore(path), openStore(path)])
      const versions = (await store.datasets()).map((one) => [one.name, one.versions])
      expect(versions, `killed after entry ${killAfter}`).toEqual([
        ['orders', 1],
        ['users', 1],
      ])
      expect(await store.verify({ data: true })).toMatchObject({ ok: true })
      await other.close()
      await store.close()
      await (await openStore(path)).close()
      for (const place of ['staging', 'leases']) expect(await readdir(join(path, place))).toEqual([])
    }
  }, 120_000)

  test('a set of what another process commits together never holds a half of it', async () => {
    const { folder, path, store } = await temporaryStore()
    const step = (count: string, label: string) =>
      start(process.execPath, [program.file, 'together', path, '', folder, count, label])
    await step('1', 'first').finished
    const running = [
      step('25', 'a'),
      start(process.execPath, [program.file, 'sets', path, 'both', folder, '25', 's']),
    ]
    for (const { code, errors, facts } of await Promise.all(running.map(({ finished }) => finished)))
      expect({ code, errors, facts: facts.length }).toEqual({ code: 0, errors: '', facts: 25 })
    expect((await store.versions('orders')).length).toBe(26)
    for (const { version } of await store.versions('both')) {
      const { members = [] } = await store.setMembers(`both@v${version}`)
      const [orders, users] = members.map((member) => member.version)
      expect(orders, `both@v${version}`).toBe(users)
    }
  }, 120_000)

  test('steps of two processes lose nothing', async () => {
    const { folder, path, store } = await temporaryStore()
    await writeFiles(folder, { 'a/x': '', 'b/x': '' })
    const running = ['a', 'b'].map((label) =>
      start(process.execPath, [program.file, 'together', path, '', join(folder, label), '15', label]),
    )
    for (const { code, facts } of await Promise.all(running.map(({ finished }) => finished)))
      expect({ code, facts: facts.length }).toEqual({ code: 0, facts: 15 })
    expect((await store.datasets()).map(({ name, versions }) => [name, versions])).toEqual([
      ['orders', 30],
      ['users', 30],
    ])
  }, 120_000)

  test('a dead writer leaves no lock: the next opening clears up after it', async () => {
    const { path, reopen } = await temporaryStore()
    const running = start(process.execPath, [program.file, 'hold', path])
    const { writer } = await running.firstFact
    await reopen()
    expect(await readdir(join(path, 'staging'))).toEqual([writer])
    running.child.kill('SIGKILL')
    await running.finished
    const began = Date.now()
    await reopen()
    expect(Date.now() - began).toBeLessThan(2_000)
    for (const place of ['staging', 'leases']) expect(await readdir(join(path, place))).toEqual([])
  })

  test('watching tells of what another process commits', async () => {
    const { folder, path, store } = await temporaryStore()
    await writeFiles(folder, { 'a.csv': '1' })
    const changes: (string | undefined)[] = []
    const told = new Promise<void>((resolve) => {
      store.watch(({ dataset }) => {
        changes.push(dataset)
        resolve()
      })
    })
    const { code } = await start(process.execPath, [
      program.file,
      'take',
      path,
      'events',
      join(folder, 'a.csv'),
    ]).finished
    expect(code).toBe(0)
    await told
    expect(changes[0]).toBe('events')
    expect((await store.datasets())[0]?.name).toBe('events')
  })
})

describe('permissions', () => {
  test('files and folders that may not be read are named', async (test) => {
    needs(test, 'root')
    const folder = await temporaryFolder()
    await chmod(folder, 0o755)
    await writeFiles(folder, { 'data/open.csv': '1', 'data/closed.csv': '2', 'locked/a.csv': '3' })
    await chmod(join(folder, 'data/closed.csv'), 0o000)
    await chmod(join(folder, 'locked'), 0o000)
    const storePath = join(folder, 'store')
    await initStore(storePath)
    await giveAway(storePath)
    const file = await start(
      process.execPath,
      [program.file, 'take', storePath, 'events', join(folder, 'data')],
      { uid: stranger },
    ).finished
    expect(file.facts).toMatchObject([
      { error: { code: 'file-unreadable', context: { file: join(folder, 'data/closed.csv') } } },
    ])
    const whole = await start(process.execPath, [program.file, 'walk', '', '', join(folder, 'locked')], {
      uid: stranger,
    }).finished
    expect(whole.facts).toMatchObject([
      { error: { code: 'file-unreadable', context: { file: join(folder, 'locked') } } },
    ])
    expect(await readdir(join(storePath, 'datasets'))).toEqual([])
  })

  test('a store of another user opens for reading, and says why it is not written', async (test) => {
    needs(test, 'root')
    const { folder, path, store } = await temporaryStore()
    await chmod(folder, 0o755)
    await writeFiles(folder, { 'a.csv': '1' })
    await snapshot(store, 'events', [join(folder, 'a.csv')])
    const opened = await start(process.execPath, [program.file, 'open', path], { uid: stranger }).finished
    expect(opened.facts).toMatchObject([{ readOnly: expect.stringContaining('no permission'), datasets: 1 }])
    const taken = await start(
      process.execPath,
      [program.file, 'take', path, 'events', join(folder, 'a.csv')],
      { uid: stranger },
    ).finished
    expect(taken.facts).toMatchObject([{ error: { code: 'not-allowed' } }])
  })
})

async function giveAway(folder: string): Promise<void> {
  await chown(folder, stranger, stranger)
  for (const name of await readdir(folder, { recursive: true }))
    await chown(join(folder, name), stranger, stranger)
}

describe('a full disk', () => {
  test('loses nothing, reads go on, and can be cleared', async (test) => {
    needs(test, 'linux', 'tmpfs')
    const folder = await temporaryFolder()
    const disk = join(folder, 'disk')
    await mkdir(disk)
    for (const megabytes of [2, 4]) {
      await mount(disk, megabytes)
      try {
        await fillAndClear(folder, join(disk, 'store'))
      } finally {
        await start('umount', [disk]).finished
      }
      expect(await readdir(disk)).toEqual([])
    }
  }, 120_000)

  async function mount(disk: string, megabytes: number): Promise<void> {
    const { code, errors } = await start('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', disk])
      .finished
    expect({ code, errors }).toEqual({ code: 0, errors: '' })
  }

  async function fillAndClear(folder: string, path: string): Promise<void> {
    await initStore(path)
    for (let number = 1; number <= 40; number += 1)
      await writeFile(join(folder, String(number)), Buffer.alloc(150_000, number))
    const filled = await start(process.execPath, [program.file, 'fill', path, 'events', folder, '40'])
      .finished
    expect(filled.code).toBe(1)
    const acknowledged = filled.facts.filter(({ version }) => version !== undefined)
    expect(acknowledged.length).toBeGreaterThan(3)
    expect(filled.facts.at(-1)).toMatchObject({ error: { code: 'disk-full' } })
    const store = await openStore(path)
    expect((await store.versions('events')).length).toBeGreaterThanOrEqual(acknowledged.length)
    for (const { version, id } of acknowledged)
      expect((await store.resolve(`events@v${version}`)).id).toBe(id)
    expect(await store.verify({ data: true })).toMatchObject({ ok: true })
    for (const place of ['staging', 'leases']) expect(await readdir(join(path, place))).toEqual([])
    // Not one byte is left.
    await writeFile(join(path, '..', 'ballast'), Buffer.alloc(8_000_000)).catch(() => {})
    const cleared = await start(process.execPath, [program.file, 'clear', path, 'events']).finished
    expect(cleared.facts).toMatchObject([{ expired: expect.any(Array) }, { collected: expect.any(Number) }])
    expect(cleared.facts[1]?.['collected']).toBeGreaterThan(3)
    expect(await store.verify({ data: true })).toMatchObject({ ok: true })
    await store.close()
  }
})
