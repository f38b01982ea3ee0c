import { chmod, cp, readFile, readdir, rm, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { count, patience, runs } from '../testing/counts.ts'
import { failingDisk } from './testing/failing-disk.ts'
import { layout } from './layout.ts'
import { type Store, openStore } from './store.ts'
import { snapshot, temporaryFolder, temporaryStore, writeFiles } from './testing/temporary.ts'

/** Two versions of a dataset; the sources are as they were when the second was taken. */
async function filled() {
  const state = await temporaryFolder()
  const made = await temporaryStore({ stateFolder: state })
  const { folder, store } = made
  const source = join(folder, 'd')
  for (const text of ['first', 'second']) {
    await writeFiles(source, { 'a.csv': `a\n${text}\n`, 'b.csv': 'a\nsame in both\n' })
    await snapshot(store, 'events', [source], { sources: [source], message: text })
  }
  return { ...made, state, source }
}

async function objectOf(store: Store, reference: string, path: string): Promise<string> {
  const entries = await store.tree(await store.resolve(reference))
  return entries.find((entry) => entry.path === path)?.sha256 ?? ''
}

async function damage(file: string): Promise<void> {
  await chmod(file, 0o644)
  const bytes = await readFile(file)
  bytes[0] = (bytes[0] ?? 0) ^ 1
  await writeFile(file, bytes)
}

test('lost and damaged objects come back from plain folders and from sources that are as they were', async () => {
  const { store, path, source } = await filled()
  await store.materialisePath('events@v1')
  const [first, second, both] = [
    await objectOf(store, 'events@v1', 'a.csv'),
    await objectOf(store, 'events@v2', 'a.csv'),
    await objectOf(store, 'events@v2', 'b.csv'),
  ]
  await rm(layout.object(path, first))
  await damage(layout.object(path, second))
  await writeFile(join(source, 'b.csv'), 'a\nsame no more\n')
  await damage(layout.object(path, both))

  const plan = await store.planRepair({ data: true })
  expect(plan.left).toEqual([])
  const froms = Object.fromEntries(plan.steps.map(({ object, from }) => [object, from]))
  expect(froms).toEqual({
    [first]: join(layout.plainPath(path, 'events', 1), 'a.csv'),
    [second]: join(source, 'a.csv'),
    [both]: join(layout.plainPath(path, 'events', 1), 'b.csv'),
  })
  expect((await store.verify({ data: true })).findings).toHaveLength(3)

  const result = await store.repair({ data: true })
  expect(result).toMatchObject({ failed: [], left: [] })
  expect(result.done).toHaveLength(3)
  expect((await store.verify({ data: true })).ok).toBe(true)
  expect(await readFile(await store.objectPath(second), 'utf8')).toBe('a\nsecond\n')
})

test('what is nowhere any more is left, and taking the same data again heals it', async () => {
  const { store, path, source } = await filled()
  const hash = await objectOf(store, 'events@v1', 'a.csv')
  await damage(layout.object(path, hash))
  const result = await store.repair({ data: true })
  expect(result.done).toEqual([])
  expect(result.left).toMatchObject([{ kind: 'object-damaged', object: hash, snapshots: ['events@v1'] }])
  await writeFiles(source, { 'a.csv': 'a\nfirst\n' })
  await snapshot(store, 'events', [source])
  expect((await store.verify({ data: true })).ok).toBe(true)
})

test('who may read nothing outside of stores is given nothing from there', async () => {
  const { store, path } = await filled()
  await rm(layout.object(path, await objectOf(store, 'events@v2', 'a.csv')))
  const plan = await store.planRepair({ mayRead: () => Promise.resolve(false) })
  expect(plan).toMatchObject({ steps: [], left: [{ kind: 'object-missing' }] })
})

test('a copy of the store gives back snapshots, trees and entries', async () => {
  const { store, path, folder, reopen } = await filled()
  const copy = join(folder, 'copy')
  await cp(path, copy, { recursive: true })
  const { snapshot: lost, id } = await store.resolve('events@v2')
  await rm(layout.object(path, id))
  await rm(layout.object(path, lost.tree))
  await rm(layout.entry(path, 'events', 2))
  const opened = await reopen()
  // First the log, then the snapshot that it names, then the tree that this names.
  const result = await opened.repair({ others: [copy] })
  expect(result.done.map(({ kind }) => kind)).toEqual(['entry', 'object', 'object'])
  expect(result.left).toEqual([])
  expect((await opened.verify({ data: true })).ok).toBe(true)
})

test.each([
  ['cut off in its hash', async (file: string) => truncate(file, (await readFile(file)).length - 20)],
  ['without its hash', async (file: string) => truncate(file, (await readFile(file)).indexOf('\n'))],
] as const)('the last entry, %s, is completed', async (_how, tear) => {
  const { path, reopen } = await filled()
  const last = layout.entry(path, 'events', 3)
  const whole = await readFile(last)
  await chmod(last, 0o644)
  await tear(last)
  const store = await reopen()
  await expect(store.versions('events')).rejects.toMatchObject({ code: 'store-damaged' })
  const { done, left } = await store.repair()
  expect(done).toMatchObject([{ kind: 'entry', text: expect.stringContaining('Complete entry 3') as string }])
  expect(left).toEqual([])
  expect(await readFile(last)).toEqual(whole)
  expect((await store.versions('events')).map(({ version }) => version)).toEqual([2, 1])
})

test('an entry whose text was changed, with a hash that fits it, is not taken for completed', async () => {
  const { path, reopen } = await filled()
  const last = layout.entry(path, 'events', 3)
  await chmod(last, 0o644)
  const [line = ''] = (await readFile(last, 'utf8')).split('\n')
  await writeFile(last, line.replace('"second"', '"forged"'))
  const store = await reopen()
  const { done, left } = await store.repair()
  expect(done).toEqual([])
  expect(left).toMatchObject([{ kind: 'log-damaged' }])
})

test('a plain folder that somebody changed is removed, and made again', async () => {
  const { store } = await filled()
  const { path: plain } = await store.materialisePath('events@v2')
  await damage(join(plain, 'a.csv'))
  expect((await store.verify()).ok).toBe(true)
  const { findings } = await store.verify({ data: true })
  expect(findings).toMatchObject([{ kind: 'plain-path-changed', object: plain, snapshots: ['events@v2'] }])
  expect(await store.repair({ suspects: new Set([plain]) })).toMatchObject({ left: [] })
  await expect(readdir(plain)).rejects.toThrow('ENOENT')
  await store.materialisePath('events@v2')
  expect((await store.verify({ data: true })).ok).toBe(true)
})

test('a repair that a disk ends at any point leaves nothing worse, and can be done again', {
  timeout: patience(60_000),
}, async () => {
  // Every one of some hundred operations when soaking, and some of them every day.
  for (let nth = 1; ; nth += count({ everyday: 29, soak: 1 })) {
    const { store, path, state } = await filled()
    await damage(layout.object(path, await objectOf(store, 'events@v2', 'a.csv')))
    await rm(layout.object(path, await objectOf(store, 'events@v2', 'b.csv')))
    const { disk, operations } = failingDisk(nth, 'EIO')
    const breaking = await openStore(path, { stateFolder: state, disk }).catch(() => undefined)
    await breaking?.repair({ data: true }).catch(() => {})
    await breaking?.close().catch(() => {})
    const after = await openStore(path, { stateFolder: state })
    expect((await after.repair({ data: true })).left, `operation ${nth}`).toEqual([])
    expect((await after.verify({ data: true })).findings).toEqual([])
    await after.close()
    if (operations() < nth) break
  }
})

test('whatever is damaged, nothing that can be read becomes worse', {
  timeout: patience(120_000),
}, async () => {
  const { store, path, folder, source } = await filled()
  await store.materialisePath('events@v1')
  await writeFiles(source, { 'a.csv': 'a\nthird\n' })
  await snapshot(store, 'events', [source], { sources: [source] })
  const files = (await readdir(path, { recursive: true, withFileTypes: true }))
    .filter((file) => file.isFile() && /^\w+$|\.json$|\.csv$/.test(file.name))
    .map((file) => join(file.parentPath, file.name).slice(path.length + 1))
    .filter((file) => /^(objects|datasets|paths)\//.test(file))
    .toSorted()
  const copy = join(folder, 'copy')
  const harm = fc.record({ which: fc.nat(), bit: fc.nat(), how: fc.constantFrom('flip', 'cut', 'lose') })
  await fc.assert(
    fc.asyncProperty(fc.array(harm, { minLength: 1, maxLength: 4 }), async (harms) => {
      await rm(copy, { recursive: true, force: true })
      await cp(path, copy, { recursive: true })
      for (const { which, bit, how } of harms) {
        const file = join(copy, files[which % files.length] ?? '')
        const bytes = await readFile(file).catch(() => undefined)
        if (bytes === undefined || bytes.length === 0) continue
        await rm(file)
        if (how === 'lose') continue
        const at = (bit >> 3) % bytes.length
        bytes[at] = (bytes[at] ?? 0) ^ (1 << (bit % 8))
        await writeFile(file, how === 'flip' ? bytes : bytes.subarray(0, at), { mode: 0o444 })
      }
      const broken = await openStore(copy)
      const before = await readable(broken)
      const { left } = await broken.repair({ data: true })
      await broken.close()
      const after = await openStore(copy)
      const now = await readable(after)
      for (const [reference, text] of before) expect(now.get(reference), reference).toBe(text)
      expect((await after.verify({ data: true })).findings).toHaveLength(left.length)
      await after.close()
    }),
    runs({ everyday: 5, soak: 500 }),
  )
})

/** What every version that can be read gives. */
async function readable(store: Store): Promise<Map<string, string>> {
  const texts = new Map<string, string>()
  for (const reference of ['events@v1', 'events@v2', 'events@v3']) {
    try {
      const entries = await store.tree(await store.resolve(reference))
      const parts: string[] = []
      for (const { sha256 = '' } of entries)
        parts.push(await readFile(await store.objectPath(sha256), 'utf8'))
      texts.set(reference, parts.join('\n'))
    } catch {
      continue
    }
  }
  return texts
}
