import { createHash } from 'node:crypto'
import { chmod, cp, readFile, readdir, rename, rm, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { patience, runs } from '../testing/counts.ts'
import { layout } from './layout.ts'
import { openStore } from './store.ts'
import { csvTable, snapshot, temporaryFolder, temporaryStore, writeFiles } from './testing/temporary.ts'

/** Two datasets with three versions each, tags, and a table with rejected rows. */
async function filledStore(options = {}) {
  const made = await temporaryStore(options)
  const { folder, store } = made
  for (const number of [1, 2, 3]) {
    await writeFiles(folder, { 'd/a.csv': `a\n${number}\n`, 'd/b.csv': 'a\nsame in all\n' })
    const tables = [csvTable('a', ['a.csv', 'b.csv'])]
    await snapshot(store, 'events', [join(folder, 'd')], { tables, message: `number ${number}` })
    await snapshot(store, 'visits', [join(folder, 'd/a.csv')])
  }
  await store.tag('events@v1', 'prod')
  return made
}

async function overwrite(file: string, change: (bytes: Buffer) => Buffer): Promise<void> {
  await chmod(file, 0o644)
  await writeFile(file, change(await readFile(file)))
}

function flipped(bytes: Buffer, bit: number): Buffer {
  const copy = Buffer.from(bytes)
  const at = Math.floor(bit / 8) % copy.length
  copy[at] = (copy[at] ?? 0) ^ (1 << (bit % 8))
  return copy
}

describe('damage to objects', () => {
  test('a flipped bit is found and named, and refused before reading', async () => {
    const { store, path, reopen } = await filledStore()
    const entries = await store.tree(await store.resolve('events@v2'))
    const hash = entries.find((entry) => entry.path === 'b.csv')?.sha256 ?? ''
    await overwrite(layout.object(path, hash), (bytes) => flipped(bytes, 11))
    for (const opened of [store, await reopen()]) {
      await expect(opened.objectPath(hash)).rejects.toMatchObject({
        code: 'object-damaged',
        message: expect.stringContaining(hash),
        context: { object: hash, snapshots: ['events@v1', 'events@v2', 'events@v3'] },
      })
    }
    expect(await store.verify()).toMatchObject({ ok: true, checked: { data: false } })
    const found = await store.verify({ data: true })
    expect(found).toMatchObject({ ok: false, checked: { data: true, datasets: 2, snapshots: 6 } })
    expect(found.findings).toEqual([
      expect.objectContaining({
        kind: 'object-damaged',
        object: hash,
        snapshots: ['events@v1', 'events@v2', 'events@v3'],
      }),
    ])
  })

  test('with restored times it is found as soon as the proof is too old', async () => {
    let now = Date.now()
    const { store, path } = await filledStore({ clock: () => now })
    const [entry] = await store.tree(await store.resolve('visits@v1'))
    const hash = entry?.sha256 ?? ''
    await store.objectPath(hash)
    now += 8 * 24 * 60 * 60 * 1000
    await overwrite(layout.object(path, hash), (bytes) => flipped(bytes, 3))
    await expect(store.objectPath(hash)).rejects.toMatchObject({ code: 'object-damaged' })
  })

  test('any flipped bit of any object is found', { timeout: patience(120_000) }, async () => {
    const { path, folder } = await filledStore()
    const copy = join(folder, 'copy')
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.nat(), async (which, bit) => {
        await rm(copy, { recursive: true, force: true })
        await cp(path, copy, { recursive: true })
        const store = await openStore(copy)
        const objects = (await readdir(layout.objects(copy), { recursive: true }))
          .filter((name) => name.length > 60)
          .toSorted()
        const name = objects[which % objects.length] ?? ''
        await overwrite(join(layout.objects(copy), name), (bytes) => flipped(bytes, bit))
        const { findings } = await store.verify({ data: true })
        const hash = name.slice(-64)
        const finding = findings.find(({ object }) => object === hash)
        expect(finding?.snapshots.length).toBeGreaterThan(0)
        await store.close()
      }),
      runs({ everyday: 25, soak: 5_000 }),
    )
  })

  test('missing and shortened objects are found without reading data', async () => {
    const { store, path } = await filledStore()
    const [a, b] = await store.tree(await store.resolve('events@v3'))
    await rm(layout.object(path, a?.sha256 ?? ''))
    await chmod(layout.object(path, b?.sha256 ?? ''), 0o644)
    await truncate(layout.object(path, b?.sha256 ?? ''), 2)
    const { findings } = await store.verify()
    expect(findings).toHaveLength(2)
    expect(findings).toContainEqual(
      expect.objectContaining({
        kind: 'object-missing',
        object: a?.sha256,
        snapshots: ['events@v3', 'visits@v3'],
      }),
    )
    expect(findings).toContainEqual(expect.objectContaining({ kind: 'object-damaged', object: b?.sha256 }))
    await expect(store.objectPath(a?.sha256 ?? '')).rejects.toMatchObject({
      code: 'store-incomplete',
      message: expect.stringContaining('events@v3'),
    })
  })
})

describe('damage to logs', () => {
  type Damage = 'edit' | 'delete' | 'swap' | 'truncate' | 'cut-off' | 'forge'

  test('every edit, deletion, reordering and truncation is found', {
    timeout: patience(120_000),
  }, async () => {
    const state = await temporaryFolder()
    const { path, folder } = await filledStore({ stateFolder: state })
    const copy = join(folder, 'copy')
    const kinds = fc.constantFrom<Damage>('edit', 'delete', 'swap', 'truncate', 'cut-off', 'forge')
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('events', 'visits'),
        kinds,
        fc.nat(),
        fc.nat(),
        async (dataset, damage, which, bit) => {
          await rm(copy, { recursive: true, force: true })
          await cp(path, copy, { recursive: true })
          const log = layout.log(copy, dataset)
          const names = (await readdir(log)).toSorted()
          const index = which % names.length
          const file = join(log, names[index] ?? '')
          const other = join(log, names[(index + 1) % names.length] ?? '')
          switch (damage) {
            case 'edit':
              await overwrite(file, (bytes) => flipped(bytes, bit))
              break
            case 'truncate':
              await overwrite(file, (bytes) => bytes.subarray(0, bit % bytes.length))
              break
            case 'delete':
              await rm(file)
              break
            case 'swap':
              await rename(file, `${file}.x`)
              await rename(other, file)
              await rename(`${file}.x`, other)
              break
            case 'cut-off':
              for (const name of names.slice(index)) await rm(join(log, name))
              break
            case 'forge': {
              // Somebody who knows the format writes another message and the right hash of it.
              await overwrite(file, (bytes) => {
                const line = bytes.toString().split('\n')[0]?.replace('"actor":"', '"actor":"not-') ?? ''
                return Buffer.from(`${line}\n${createHash('sha256').update(line).digest('hex')}\n`)
              })
              break
            }
          }
          const heads = await temporaryCopy(state, folder)
          const store = await openStore(copy, { stateFolder: heads })
          const { ok, findings } = await store.verify()
          expect({ damage, ok }).toEqual({ damage, ok: false })
          expect(findings.every(({ kind }) => kind.startsWith('log-'))).toBe(true)
          await store.close()
        },
      ),
      runs({ everyday: 60, soak: 1_000 }),
    )
  })

  async function temporaryCopy(state: string, folder: string): Promise<string> {
    const heads = join(folder, 'state')
    await rm(heads, { recursive: true, force: true })
    await cp(state, heads, { recursive: true })
    return heads
  }

  test('a restored backup is accepted at once, and then expires and collects as before', async () => {
    const state = await temporaryFolder()
    const { path, folder, store, reopen } = await filledStore({ stateFolder: state })
    await store.datasets()
    await cp(path, join(folder, 'backup'), { recursive: true })
    const said = async () =>
      (await (await reopen()).datasets()).map(({ name, problem, wentBack }) => [name, problem, wentBack])
    await store.tag('events@v1', 'only-here')
    await rm(layout.dataset(path, 'visits'), { recursive: true })
    await rm(path, { recursive: true })
    await rename(join(folder, 'backup'), path)
    const back =
      'The history of events went back: entry 6 was seen here before, and its log ends at entry 5 now.'
    expect(await said()).toEqual([
      ['events', back, true],
      ['visits', undefined, undefined],
    ])
    const restored = await reopen()
    await restored.tag('events@v3', 'another')
    expect((await said())[0]?.[1]).toBe(
      'The history of events went back: entry 6 was seen here before, and it says something else now.',
    )
    await expect(restored.expire('events', { keep: { last: 1 } })).rejects.toMatchObject({
      code: 'store-incomplete',
      hint: expect.stringContaining('verify --accept-history') as string,
    })
    const accepting = await reopen()
    expect((await accepting.acceptAllHistory()).accepted.map(({ dataset }) => dataset)).toEqual(['events'])
    expect((await accepting.acceptAllHistory()).accepted).toEqual([])
    expect((await accepting.expire('events', { keep: { last: 1 } })).expired).not.toEqual([])
    await accepting.collect()
    expect((await (await reopen()).verify()).findings).toEqual([])
  })

  test('a log that went back is said until it is accepted or comes back', async () => {
    const state = await temporaryFolder()
    const { path, store, reopen } = await filledStore({ stateFolder: state })
    const last = layout.entry(path, 'events', 5)
    await rename(last, join(path, 'kept'))
    for (const opened of [store, await reopen()]) {
      expect((await opened.datasets())[0]).toMatchObject({
        name: 'events',
        versions: 3,
        problem: expect.stringContaining('went back'),
      })
    }
    expect((await store.verify()).findings).toMatchObject([{ kind: 'log-went-back' }])
    await expect(store.collect()).rejects.toMatchObject({ code: 'store-incomplete' })
    await rename(join(path, 'kept'), last)
    expect((await (await reopen()).datasets())[0]?.problem).toBeUndefined()
    await rm(last)
    const accepting = await reopen()
    expect((await accepting.datasets())[0]?.problem).toContain('went back')
    await accepting.acceptHistory('events')
    expect((await accepting.datasets())[0]?.problem).toBeUndefined()
    expect((await (await reopen()).verify()).ok).toBe(true)
    await rm(layout.dataset(path, 'visits'), { recursive: true })
    const missing = await reopen()
    expect((await missing.datasets()).map(({ name, problem }) => [name, problem !== undefined])).toEqual([
      ['events', false],
      ['visits', true],
    ])
    await expect(missing.resolve('visits')).rejects.toMatchObject({ code: 'store-incomplete' })
  })
})

describe('a store that was copied only in part', () => {
  test('without firn.json, objects or datasets it is named as such', async () => {
    const { path, folder } = await filledStore()
    for (const part of ['firn.json', 'objects', 'datasets']) {
      const copy = join(folder, `without-${part}`)
      await cp(path, copy, { recursive: true })
      await rm(join(copy, part), { recursive: true })
      await expect(openStore(copy)).rejects.toMatchObject({
        code: 'store-incomplete',
        message: expect.stringContaining(part),
      })
    }
    await writeFile(join(path, 'firn.json'), '{"format":')
    await expect(openStore(path)).rejects.toMatchObject({ code: 'store-damaged' })
  })

  test('a dataset whose log has a gap is listed with its problem, the others work', async () => {
    const { path, reopen } = await filledStore()
    await rm(layout.entry(path, 'events', 2))
    const store = await reopen()
    const [events, visits] = await store.datasets()
    expect(events).toMatchObject({ name: 'events', problem: expect.stringContaining('entry 2 is missing') })
    expect(visits).toMatchObject({ name: 'visits', versions: 3, latest: 3 })
    await expect(store.versions('events')).rejects.toMatchObject({ code: 'store-incomplete' })
    await expect(snapshot(store, 'events', [join(path, 'firn.json')])).rejects.toMatchObject({
      code: 'store-incomplete',
    })
    expect((await store.verify()).findings).toMatchObject([{ kind: 'log-gap' }])
  })

  test('a version whose snapshot object is missing is listed with its problem', async () => {
    const { path, reopen } = await filledStore()
    const [newest] = await (await reopen()).versions('events')
    await rm(layout.object(path, newest?.id ?? ''))
    const store = await reopen()
    const versions = await store.versions('events')
    expect(versions.map(({ problem }) => problem !== undefined)).toEqual([true, false, false])
    expect(versions[0]).toMatchObject({ version: 3, message: 'number 3' })
    expect((await store.datasets())[0]).toMatchObject({
      versions: 3,
      problem: expect.stringContaining('missing'),
    })
    await expect(store.resolve('events')).rejects.toMatchObject({ code: 'store-incomplete' })
  })
})
