import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type Disk, realDisk } from './durable.ts'
import { Heads } from './heads.ts'
import { layout } from './layout.ts'
import { listLeases } from './lease.ts'
import { openContext } from './opening.ts'
import { diskWithoutLinks } from './testing/failing-disk.ts'
import { snapshot, temporaryFolder, temporaryStore, writeFiles } from './testing/temporary.ts'

const failure = (code: string) => Object.assign(new Error(`${code}: made to fail`), { code })

test('an entry of another writer stays when making one fails, also where there are no links', async () => {
  const { folder, path, reopen } = await temporaryStore({ disk: diskWithoutLinks })
  await writeFiles(folder, { 'a.csv': 'a\n1\n' })
  const other = await reopen()
  await snapshot(other, 'events', [join(folder, 'a.csv')])
  const entry = layout.entry(path, 'events', 3)
  const disk: Disk = {
    ...diskWithoutLinks,
    async create(file, mode) {
      if (file !== entry) return await diskWithoutLinks.create(file, mode)
      // The other one is faster, and then this process has no file descriptor left.
      await other.tag('events', 'theirs')
      throw failure('EMFILE')
    },
  }
  const failing = await reopen({ disk })
  await expect(failing.tag('events', 'mine')).rejects.toMatchObject({ code: 'io' })
  const [events] = await (await reopen()).datasets()
  expect(events?.tags).toEqual([{ name: 'theirs', version: 1 }])
})

test('what another process commits between reading a log and comparing it is no loss', async () => {
  const state = await temporaryFolder()
  const { folder, path, store, reopen } = await temporaryStore({ stateFolder: state })
  await writeFiles(folder, { 'a.csv': 'a\n1\n' })
  await snapshot(store, 'events', [join(folder, 'a.csv')])
  const third = layout.entry(path, 'events', 3)
  let raced = false
  const late = await reopen({
    stateFolder: state,
    disk: {
      ...realDisk,
      async read(file) {
        if (file === third && !raced) {
          raced = true
          const missing = await realDisk.read(file).catch((error: unknown) => error as Error)
          await store.tag('events', 'prod')
          if (missing instanceof Error) throw missing
        }
        return await realDisk.read(file)
      },
    },
  })
  const [events] = await late.datasets()
  expect(raced).toBe(true)
  expect(events).toMatchObject({ tags: [{ name: 'prod', version: 1 }] })
  expect(events?.problem).toBeUndefined()
  expect(await new Heads(state, store.id).isAhead('events', 2)).toBe(true)
})

test('an entry that cannot be read is a finding, and the others are checked', async () => {
  const { folder, path, store, reopen } = await temporaryStore()
  await writeFiles(folder, { 'a.csv': 'a\n1\n' })
  await snapshot(store, 'events', [join(folder, 'a.csv')])
  await snapshot(store, 'visits', [join(folder, 'a.csv')])
  const entry = layout.entry(path, 'events', 2)
  await rm(entry)
  await mkdir(entry)
  const { findings, checked } = await (await reopen()).verify()
  expect(findings.map(({ kind, object }) => [kind, object])).toContainEqual(['log-unreadable', entry])
  expect(checked).toMatchObject({ datasets: 2 })
})

test('a lease that gets its name while leases are listed is found', async () => {
  const { path, store } = await temporaryStore()
  const writer = await store.begin('work')
  const [name] = (await listLeases(await openContext(path, { readOnly: true }))).map((found) => found.writer)
  const file = layout.lease(path, name ?? '')
  await rename(file, `${file}.new`)
  let renamed = false
  const ctx = await openContext(path, {
    // Opening for writing looks for dead writers, and would see it happen.
    readOnly: true,
    disk: {
      ...realDisk,
      async read(wanted) {
        if (wanted === `${file}.new` && !renamed) {
          renamed = true
          await rename(wanted, file)
        }
        return await realDisk.read(wanted)
      },
    },
  })
  expect((await listLeases(ctx)).map((found) => [found.writer, found.alive])).toEqual([[name, true]])
  expect(renamed).toBe(true)
  await writer.release()
})

test('a snapshot after a loss says that numbers may come twice', async () => {
  const state = await temporaryFolder()
  const { folder, path, store, reopen } = await temporaryStore({ stateFolder: state })
  for (const text of ['1', '2']) {
    await writeFile(join(folder, 'a.csv'), text)
    await snapshot(store, 'events', [join(folder, 'a.csv')])
  }
  await rm(layout.entry(path, 'events', 3))
  await writeFile(join(folder, 'a.csv'), '3')
  const again = await snapshot(await reopen(), 'events', [join(folder, 'a.csv')])
  expect(again.version).toBe(2)
  expect(again.snapshot.warnings).toEqual([expect.stringContaining('went back') as string])
})

test('who only reads waits for an entry that is being written, and says so of one that stays cut off', async () => {
  const { folder, path, store, reopen } = await temporaryStore({ disk: diskWithoutLinks })
  await writeFiles(folder, { 'a.csv': 'a\n1\n' })
  await snapshot(store, 'events', [join(folder, 'a.csv')])
  await store.tag('events', 'prod')
  const third = layout.entry(path, 'events', 3)
  const halfUntil = (looks: number): Disk => {
    let seen = 0
    return {
      ...diskWithoutLinks,
      async read(file) {
        const bytes = await diskWithoutLinks.read(file)
        seen += file === third ? 1 : 0
        return file === third && seen <= looks ? bytes.subarray(0, 40) : bytes
      },
    }
  }
  const reader = await reopen({ disk: halfUntil(3), readOnly: true })
  expect((await reader.datasets())[0]).toMatchObject({ tags: [{ name: 'prod', version: 1 }] })
  const never = await reopen({ disk: halfUntil(Number.POSITIVE_INFINITY), readOnly: true })
  expect((await never.datasets())[0]?.problem).toContain('Entry 3 in the log of events is damaged')
})
