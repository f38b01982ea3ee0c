import { execFileSync } from 'node:child_process'
import { appendFile, chmod, readFile, readdir, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { needs } from '../testing/requirements.ts'
import { layout } from './layout.ts'
import { initStore, openStore, walkSources } from './store.ts'
import { csvTable, snapshot, temporaryStore, writeFiles } from './testing/temporary.ts'

describe('making and opening', () => {
  test('a store that is made can be opened, twice at once', async () => {
    const { path, store, reopen } = await temporaryStore()
    const second = await reopen()
    expect(second.id).toBe(store.id)
    expect(store.info()).toEqual({ path, name: 'store', id: store.id, format: 1 })
    expect(JSON.parse(await readFile(join(path, 'firn.json'), 'utf8'))).toEqual({
      format: 1,
      id: store.id,
      features: [],
    })
    expect(await store.datasets()).toEqual([])
  })

  test('a folder that holds something is not taken over', async () => {
    const { path, folder } = await temporaryStore()
    await expect(initStore(path)).rejects.toMatchObject({ code: 'already-exists' })
    await writeFiles(folder, { 'other/note.txt': 'mine' })
    await expect(initStore(join(folder, 'other'))).rejects.toMatchObject({ code: 'already-exists' })
    await expect(initStore(join(folder, 'other/note.txt'))).rejects.toMatchObject({ code: 'already-exists' })
    await expect(openStore(join(folder, 'other'))).rejects.toMatchObject({ code: 'no-store' })
    await expect(openStore(join(folder, 'nowhere'))).rejects.toMatchObject({ code: 'no-store' })
  })

  test('a newer format opens for reading only and says so', async () => {
    const { path, folder, store, reopen } = await temporaryStore()
    await writeFiles(folder, { 'a.csv': 'a\n1\n' })
    await snapshot(store, 'events', [join(folder, 'a.csv')])
    await writeFile(join(path, 'firn.json'), JSON.stringify({ format: 2, id: store.id, features: [] }))
    const newer = await reopen()
    expect(newer.readOnly).toContain('format 2')
    expect((await newer.resolve('events')).version).toBe(1)
    await expect(newer.begin('write')).rejects.toMatchObject({ code: 'store-newer' })
    await expect(newer.tag('events', 'prod')).rejects.toMatchObject({ code: 'store-newer' })
    await expect(newer.collect()).rejects.toMatchObject({ code: 'store-newer' })
  })

  test('an unknown mandatory feature does too, an optional one does not', async () => {
    const { path, store, reopen } = await temporaryStore()
    const features = [{ name: 'tea', mandatory: false }]
    await writeFile(join(path, 'firn.json'), JSON.stringify({ format: 1, id: store.id, features }))
    expect((await reopen()).readOnly).toBeUndefined()
    await writeFile(
      join(path, 'firn.json'),
      JSON.stringify({ format: 1, id: store.id, features: ['shards'] }),
    )
    expect((await reopen()).readOnly).toContain('shards')
  })
})

describe('snapshots', () => {
  test('hold the bytes, and come back by every kind of reference', async () => {
    const { folder, store } = await temporaryStore()
    await writeFiles(folder, { 'data/a.csv': 'a\n1\n', 'data/sub/b.csv': 'a\n2\n' })
    const first = await snapshot(store, 'events', [join(folder, 'data')], { message: 'first', tag: 'prod' })
    await writeFiles(folder, { 'data/a.csv': 'a\n1\n3\n' })
    const second = await snapshot(store, 'events', [join(folder, 'data')])
    expect([first.version, second.version]).toEqual([1, 2])
    expect(second.snapshot.parents).toEqual([first.id])
    expect(second.snapshot.statistics).toEqual({ files: '2', bytes: '10', newBytes: '6', rows: '0' })
    for (const reference of [
      'events@v1',
      'events@prod',
      `events@${first.id.slice(0, 8)}`,
      'events@v2^',
      'events^',
    ])
      expect((await store.resolve(reference)).id).toBe(first.id)
    for (const reference of ['events', 'events@main', 'events@v2', 'events@2999-01-01'])
      expect((await store.resolve(reference)).id).toBe(second.id)
    const entries = await store.tree(await store.resolve('events@v1'))
    expect(entries.map(({ path }) => path)).toEqual(['a.csv', 'sub/b.csv'])
    const object = await store.objectPath(entries[0]?.sha256 ?? '')
    expect(await readFile(object, 'utf8')).toBe('a\n1\n')
    expect((await stat(object)).mode & 0o777).toBe(0o444)
  })

  test('nothing new makes no entry: neither touch nor message, but a new name does', async () => {
    const { folder, store } = await temporaryStore()
    const data = join(folder, 'data')
    await writeFiles(folder, { 'data/a.csv': 'a\n1\n' })
    const first = await snapshot(store, 'events', [data], { message: 'first' })
    await utimes(join(data, 'a.csv'), 1, 1)
    const again = await snapshot(store, 'events', [data], { message: 'second', tag: 'prod' })
    expect(again).toMatchObject({ changed: false, version: 1, id: first.id })
    expect((await store.resolve('events@prod')).version).toBe(1)
    expect((await store.log('events')).map(({ action }) => action)).toEqual(['tag', 'snapshot', 'create'])
    await rm(join(data, 'a.csv'))
    await writeFiles(folder, { 'data/renamed.csv': 'a\n1\n' })
    const renamed = await snapshot(store, 'events', [data])
    expect(renamed).toMatchObject({ changed: true, version: 2 })
    expect(renamed.snapshot.statistics.newBytes).toBe('0')
  })

  test('content is equal under another name, and differs with other read options', async () => {
    const { folder, store } = await temporaryStore()
    await writeFiles(folder, { 'a.csv': 'a\n1\n', 'b.csv': 'a\n1\n' })
    const a = await snapshot(store, 'one', [join(folder, 'a.csv')], { tables: [csvTable('a', ['a.csv'])] })
    const b = await snapshot(store, 'two', [join(folder, 'b.csv')], { tables: [csvTable('b', ['b.csv'])] })
    expect(b.snapshot.content).toBe(a.snapshot.content)
    const options = {
      kind: 'delimited',
      delimiter: ';',
      quote: '"',
      escape: '"',
      header: true,
      skip: 0,
      nullTexts: [],
    } as const
    const other = await snapshot(store, 'two', [join(folder, 'b.csv')], {
      tables: [csvTable('b', ['b.csv'], { options })],
    })
    expect(other).toMatchObject({ changed: true, version: 2 })
    expect(other.snapshot.content).not.toBe(a.snapshot.content)
    await expect(
      snapshot(store, 'three', [join(folder, 'a.csv')], { tables: [csvTable('a', ['gone.csv'])] }),
    ).rejects.toMatchObject({ code: 'invalid-input' })
  })

  test('tables made by a query are equal when their rows are, however the files are laid out', async () => {
    const { folder, store } = await temporaryStore()
    await writeFiles(folder, { 'x.parquet': 'one layout', 'y.parquet': 'another' })
    const table = (file: string) =>
      csvTable('result', [file], {
        format: 'parquet',
        options: { kind: 'parquet' },
        rowsDigest: 'f'.repeat(64),
      })
    const kind = 'aggregation'
    const one = await snapshot(store, 'daily', [join(folder, 'x.parquet')], {
      kind,
      tables: [table('x.parquet')],
    })
    const two = await snapshot(store, 'daily', [join(folder, 'y.parquet')], {
      kind,
      tables: [table('y.parquet')],
    })
    expect(one.changed).toBe(true)
    expect(two).toMatchObject({ changed: false, version: 1 })
    await expect(snapshot(store, 'daily', [join(folder, 'x.parquet')])).rejects.toMatchObject({
      code: 'conflict',
    })
  })

  test('time rises strictly even when the clock goes back, and a day back is a warning', async () => {
    let now = Date.parse('2026-03-01T12:00:00Z')
    const { folder, store } = await temporaryStore({ clock: () => now })
    for (const [number, step] of [0, 0, -1000, -2 * 86_400_000].entries()) {
      now += step
      await writeFiles(folder, { 'a.csv': `a\n${number}\n` })
      await snapshot(store, 'events', [join(folder, 'a.csv')])
    }
    const times = (await store.log('events')).map(({ time }) => time).toReversed()
    expect(times).toEqual(times.toSorted())
    expect(new Set(times).size).toBe(5)
    const warnings = (await store.versions('events')).map((version) => version.warnings.length)
    expect(warnings).toEqual([1, 0, 0, 0])
  })

  test('--as-of decides what a date means', async () => {
    const { folder, store } = await temporaryStore()
    const take = async (text: string, asOf?: string) => {
      await writeFiles(folder, { 'a.csv': text })
      return snapshot(store, 'events', [join(folder, 'a.csv')], asOf === undefined ? {} : { asOf })
    }
    await take('january third', '2020-01-03')
    await take('january first', '2020-01-01T10:00:00Z')
    await take('today')
    expect((await store.resolve('events@2020-01-01')).version).toBe(2)
    expect((await store.resolve('events@2020-01-02')).version).toBe(2)
    expect((await store.resolve('events@2020-01-03')).version).toBe(1)
    expect((await store.resolve('events@2020-01-01T10:00:00Z')).version).toBe(2)
    expect((await store.resolve('events')).version).toBe(3)
    await expect(store.resolve('events@2020-01-01T09:59Z')).rejects.toMatchObject({ code: 'not-found' })
    await expect(take('never', '2020-02-30')).rejects.toMatchObject({ code: 'invalid-input' })
  })

  test('unchanged files are not read again, unless it was asked for or their object is damaged', async () => {
    const { folder, path, store } = await temporaryStore()
    const data = join(folder, 'data')
    await writeFiles(folder, { 'data/a.csv': 'a\n1\n', 'data/b.csv': 'a\n2\n' })
    await sleep(2_050)
    const first = await snapshot(store, 'events', [data])
    const parent = await store.resolve('events')
    const take = async (rehash = false) => {
      const writer = await store.begin('take')
      const taken = await writer.takeFiles(await walkSources([data]), { parent, rehash })
      const tree = await writer.writeTree(taken.entries)
      const committed = await writer.commitSnapshot({ dataset: 'events', kind: 'raw', tree, tables: [] })
      await writer.release()
      return { unchanged: taken.unchanged, version: committed.version }
    }
    expect(await take()).toEqual({ unchanged: 2, version: first.version })
    expect(await take(true)).toEqual({ unchanged: 0, version: first.version })
    const [entry] = await store.tree(parent)
    const object = layout.object(path, entry?.sha256 ?? '')
    await chmod(object, 0o644)
    await writeFile(object, 'a\n7\n')
    await expect(store.objectPath(entry?.sha256 ?? '')).rejects.toMatchObject({ code: 'object-damaged' })
    // Taking the same data again heals: no entry, but the object is whole.
    expect(await take()).toEqual({ unchanged: 1, version: first.version })
    expect(await readFile(await store.objectPath(entry?.sha256 ?? ''), 'utf8')).toBe('a\n1\n')
    expect(await store.verify({ data: true })).toMatchObject({ ok: true })
    await writeFile(join(data, 'a.csv'), 'a\n9\n')
    expect(await take()).toEqual({ unchanged: 1, version: 2 })
  })

  test('a file that is written to while it is read is taken with a warning, and its bytes match', async () => {
    const { folder, store } = await temporaryStore()
    const log = join(folder, 'live.log')
    await writeFile(log, Buffer.alloc(4_000_000, 'x'))
    const quiet = new AbortController()
    const noise = (async () => {
      while (!quiet.signal.aborted) await appendFile(log, 'one more line\n')
    })()
    const taken = await snapshot(store, 'live', [log]).finally(() => quiet.abort())
    await noise
    expect(taken.snapshot.warnings).toEqual([expect.stringContaining('live.log was being changed')])
    expect(await store.verify({ data: true })).toMatchObject({ ok: true })
  })

  test('links are stored as links, and other things are counted', async (test) => {
    needs(test, 'linux')
    const { folder, store } = await temporaryStore()
    await writeFiles(folder, { 'data/a.csv': 'a\n1\n', 'secret.txt': 'outside' })
    await symlink('../secret.txt', join(folder, 'data/out'))
    execFileSync('mkfifo', [join(folder, 'data/pipe')])
    const taken = await snapshot(store, 'events', [join(folder, 'data')])
    expect(taken.snapshot.warnings).toEqual(['1 socket, device or pipe was left out.'])
    const entries = await store.tree(await store.resolve('events'))
    expect(entries).toMatchObject([{ path: 'a.csv' }, { path: 'out', kind: 'link', target: '../secret.txt' }])
  })

  test('cancelling leaves nothing behind', async () => {
    const { folder, path, store } = await temporaryStore()
    await writeFiles(folder, { 'big.bin': Buffer.alloc(20_000_000, 7) })
    const controller = new AbortController()
    const writer = await store.begin('cancelled')
    const seen: number[] = []
    const taking = writer.takeFiles(await walkSources([join(folder, 'big.bin')]), {
      signal: controller.signal,
      progress: ({ done, total }) => {
        seen.push(done)
        if (done > (total ?? 0) / 2) controller.abort()
      },
    })
    await expect(taking).rejects.toMatchObject({ code: 'cancelled' })
    await writer.release()
    expect(seen.length).toBeGreaterThan(5)
    for (const place of ['objects', 'staging', 'leases', 'datasets'])
      expect(await readdir(join(path, place))).toEqual([])
  })

  test('a worker gives its file to the store', async () => {
    const { folder, store } = await temporaryStore()
    const writer = await store.begin('aggregate')
    await writeFile(join(writer.staging, 'result.parquet'), 'made by a worker')
    const adopted = await writer.adopt(join(writer.staging, 'result.parquet'))
    expect(adopted).toMatchObject({ bytes: 16, new: true })
    expect(await readFile(await store.objectPath(adopted.sha256), 'utf8')).toBe('made by a worker')
    await writeFiles(folder, { 'elsewhere.parquet': 'x' })
    await expect(writer.adopt(join(folder, 'elsewhere.parquet'))).rejects.toMatchObject({
      code: 'not-allowed',
    })
    const entry = {
      path: 'train.parquet',
      kind: 'file',
      size: 16,
      mtime: '0',
      sha256: adopted.sha256,
    } as const
    const tree = await writer.writeTree([entry])
    await writer.commitSnapshot({ dataset: 'daily', kind: 'aggregation', tree, tables: [] })
    await writer.release()
    expect(await readFile(await store.objectPath(adopted.sha256), 'utf8')).toBe('made by a worker')
  })
})

test('datasets are listed in the order in which people count', async () => {
  const { folder, store } = await temporaryStore()
  await writeFiles(folder, { 'a.csv': 'a\n1\n' })
  for (const name of ['daily-10', 'daily-2', 'daily-1']) await snapshot(store, name, [join(folder, 'a.csv')])
  expect((await store.datasets()).map(({ name }) => name)).toEqual(['daily-1', 'daily-2', 'daily-10'])
})
