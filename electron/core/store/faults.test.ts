import { chmod, cp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { FirnError } from '../../../shared/contract/errors.ts'
import { layout } from './layout.ts'
import { initStore, openStore } from './store.ts'
import { diskWithoutLinks, failingDisk } from './testing/failing-disk.ts'
import { snapshot, temporaryFolder, temporaryStore, writeFiles } from './testing/temporary.ts'

describe('failing disks', () => {
  // The ordinary run takes every second operation, each kind of failure at others; a long one takes all.
  const step = process.env['FIRN_EVERY_FAULT'] === undefined ? 2 : 1

  for (const [first, code, when] of [
    [1, 'ENOSPC', 'lost'],
    [2, 'EIO', 'lost'],
    [1, 'EIO', 'done'],
    [2, 'EACCES', 'lost'],
  ] as const) {
    test(`${code} (${when}) at operations of a snapshot is a typed error and loses nothing`, async () => {
      const { folder, path, store } = await temporaryStore()
      await writeFiles(folder, { 'data/a.csv': 'first' })
      await snapshot(store, 'events', [join(folder, 'data')], { tag: 'prod' })
      await writeFiles(folder, { 'data/a.csv': 'second', 'data/big.bin': Buffer.alloc(600_000, 7) })
      let failures = 0
      for (let nth = Math.min(first, step); nth < 200; nth += step) {
        const { failed, operations } = await attempt(folder, path, code, when, nth)
        if (failed) failures += 1
        if (operations < nth) break
      }
      expect(failures).toBeGreaterThan(10)
    }, 120_000)
  }

  async function attempt(folder: string, original: string, code: string, when: 'lost' | 'done', nth: number) {
    const path = join(folder, 'copy')
    await rm(path, { recursive: true, force: true })
    await cp(original, path, { recursive: true })
    const { disk, operations } = failingDisk(nth, code, when)
    let acknowledged = 1
    let failed = false
    try {
      const failing = await openStore(path, { disk })
      acknowledged = (await snapshot(failing, 'events', [join(folder, 'data')])).version
      expect(acknowledged).toBe(2)
    } catch (error) {
      failed = true
      expect(error).toBeInstanceOf(FirnError)
      const expected = { ENOSPC: ['disk-full'], EACCES: ['not-allowed'], EIO: ['io'] }[code]
      expect(expected).toContain((error as FirnError).code)
    }
    const after = await openStore(path)
    expect({ nth, findings: (await after.verify({ data: true })).findings }).toEqual({ nth, findings: [] })
    // A commit whose answer was lost may be there; nothing that is there may be half.
    const versions = await after.versions('events')
    expect(versions.length).toBeGreaterThanOrEqual(acknowledged)
    for (const { problem } of versions) expect(problem).toBeUndefined()
    for (const place of ['staging', 'leases']) expect(await readdir(join(path, place))).toEqual([])
    return { failed, operations: operations() }
  }
})

describe('a file system without hard links', () => {
  test('commits exclusively all the same, also from several writers', async () => {
    const folder = await temporaryFolder()
    const path = join(folder, 'store')
    await initStore(path, { disk: diskWithoutLinks })
    const stores = await Promise.all([1, 2, 3].map(() => openStore(path, { disk: diskWithoutLinks })))
    await Promise.all(
      stores.map(async (store, index) => {
        for (let number = 0; number < 10; number += 1) {
          await writeFiles(folder, { [`${index}/a.csv`]: `${index} ${number}` })
          await snapshot(store, 'events', [join(folder, String(index))])
        }
      }),
    )
    const [store] = stores
    expect((await store?.versions('events'))?.map(({ version }) => version)).toEqual(
      Array.from({ length: 30 }, (_, index) => 30 - index),
    )
    expect(await store?.verify({ data: true })).toMatchObject({ ok: true })
  })

  test('a torn last entry was never committed and is replaced', async () => {
    const folder = await temporaryFolder()
    const path = join(folder, 'store')
    await initStore(path)
    const open = () => openStore(path, { disk: diskWithoutLinks })
    const store = await open()
    await writeFiles(folder, { 'a.csv': 'one' })
    await snapshot(store, 'events', [join(folder, 'a.csv')])
    const entry = await readFile(layout.entry(path, 'events', 2))
    await writeFile(layout.entry(path, 'events', 3), entry.subarray(0, 40))
    await writeFiles(folder, { 'a.csv': 'two' })
    const again = await open()
    expect((await again.resolve('events')).version).toBe(1)
    expect(await again.verify()).toMatchObject({ ok: true })
    expect(await snapshot(again, 'events', [join(folder, 'a.csv')])).toMatchObject({
      version: 2,
      entry: { number: 3 },
    })
    expect(await again.verify()).toMatchObject({ ok: true, checked: { entries: 3 } })
    // With links an entry is never half there, so the same is damage.
    const linked = await openStore(path)
    await chmod(layout.entry(path, 'events', 3), 0o644)
    await writeFile(layout.entry(path, 'events', 3), entry.subarray(0, 40))
    await expect((await openStore(path)).resolve('events')).rejects.toMatchObject({ code: 'store-damaged' })
    expect((await linked.verify()).findings).toMatchObject([{ kind: 'log-damaged' }])
  })
})
