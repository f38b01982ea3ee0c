import { createHash } from 'node:crypto'
import { chmod, cp, rm, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openTestEngine, type TestEngine } from './testing/open-engine.ts'

const newest = 'id,name\n1,a\n2,b\n3,c\n'
const objectOfNewest = createHash('sha256').update(newest).digest('hex')

/** A store of which something is missing or cut: what is lost is named, the rest is read, nothing looks empty. */
describe('a store that was copied only in part', () => {
  let engine: TestEngine
  let source: string
  let snapshotOfNewest: string
  let treeOfNewest: string
  beforeEach(async () => {
    engine = await openTestEngine()
    source = join(engine.folder, 'good.csv')
    const take = (dataset: string) => engine.call('snapshot.take', { dataset, sources: [source] })
    await writeFile(source, 'id,name\n1,a\n')
    await take('good')
    await take('other')
    await writeFile(source, newest)
    snapshotOfNewest = (await take('good')).id
    treeOfNewest = (await engine.call('snapshot.show', { reference: 'good' })).snapshot.tree
  })
  afterEach(() => engine.close())

  /** Opens a copy to which the damage was done. */
  async function openDamaged(damage: (copy: string) => Promise<void>): Promise<string> {
    const copy = join(engine.folder, 'copy')
    await cp(engine.store, copy, { recursive: true })
    await damage(copy)
    await engine.call('application.openStore', { path: copy })
    return copy
  }

  const objectIn = (copy: string, hash: string) => join(copy, 'objects', hash.slice(0, 2), hash)
  const entryIn = (copy: string, number: number) =>
    join(copy, 'datasets', 'good', 'log', `${String(number).padStart(10, '0')}.json`)
  const cut = async (file: string, bytes: number) => {
    await chmod(file, 0o644)
    await truncate(file, bytes)
  }

  const rowsOf = async (reference: string) => {
    const { firstPage } = await engine.call('query.start', { sql: `SELECT count(*) FROM "${reference}"` })
    return firstPage
  }
  const summaryOf = async (name: string) =>
    (await engine.call('catalogue.list', {})).datasets.find((dataset) => dataset.name === name)
  const findings = async () => (await engine.call('store.verify', { data: true })).findings

  async function restIsRead() {
    expect(await rowsOf('good@v1')).toEqual([['1']])
    expect(await rowsOf('other')).toEqual([['1']])
    expect(await summaryOf('other')).toMatchObject({ versions: 1, rows: 1 })
    expect(await summaryOf('other')).not.toHaveProperty('problem')
  }

  const lost = [
    {
      what: 'an object that is missing',
      hash: () => objectOfNewest,
      damage: (file: string) => rm(file, { force: true }),
      told: { code: 'store-incomplete', message: / \(data of good@v2\) is missing from the store\.$/ },
      kind: 'object-missing',
    },
    {
      what: 'an object that is cut',
      hash: () => objectOfNewest,
      damage: (file: string) => cut(file, 10),
      told: {
        code: 'object-damaged',
        message: / is damaged: its bytes have changed\. It belongs to good@v2\.$/,
      },
      kind: 'object-damaged',
    },
    {
      what: 'a list of files that is missing',
      hash: () => treeOfNewest,
      damage: (file: string) => rm(file),
      told: { code: 'store-incomplete', message: / \(a part of the tree of good@v2\) is missing / },
      kind: 'object-missing',
    },
    {
      what: 'a list of files that is cut',
      hash: () => treeOfNewest,
      damage: (file: string) => cut(file, 10),
      told: { code: 'object-damaged', message: / \(a part of the tree of good@v2\) is damaged: / },
      kind: 'object-damaged',
    },
    {
      what: 'a snapshot that is missing',
      hash: () => snapshotOfNewest,
      damage: (file: string) => rm(file),
      told: { code: 'store-incomplete', message: / \(snapshot good@v2\) is missing from the store\.$/ },
      kind: 'object-missing',
    },
    {
      what: 'a snapshot that is cut',
      hash: () => snapshotOfNewest,
      damage: (file: string) => cut(file, 10),
      told: { code: 'object-damaged', message: / \(snapshot good@v2\) is damaged: / },
      kind: 'object-damaged',
    },
  ]

  for (const { what, hash, damage, told, kind } of lost) {
    test(`${what} is named with its version, and taking the data again gives a whole one`, async () => {
      const object = hash()
      await openDamaged((copy) => damage(objectIn(copy, object)))
      const refusal = {
        code: told.code,
        message: expect.stringMatching(told.message) as string,
        context: expect.objectContaining({ object }) as object,
      }
      for (const reference of ['good', 'good@v2'])
        await expect(rowsOf(reference), reference).rejects.toMatchObject(refusal)
      await expect(engine.call('compare.start', { a: 'good@v1', b: 'good@v2' })).rejects.toMatchObject(
        refusal,
      )
      expect(await summaryOf('good')).toMatchObject({ versions: 2, latest: 2 })
      if (object === snapshotOfNewest)
        expect(await summaryOf('good')).toMatchObject({
          problem: expect.stringMatching(told.message) as string,
        })
      const { versions } = await engine.call('dataset.versions', { dataset: 'good' })
      expect(versions.map(({ version }) => version)).toEqual([2, 1])
      await restIsRead()
      expect(await findings()).toMatchObject([{ kind, object, snapshots: ['good@v2'] }])
      await engine.call('snapshot.take', { dataset: 'good', sources: [source] })
      expect(await rowsOf('good')).toEqual([['3']])
      await restIsRead()
      // A snapshot is lost for good, for its time cannot be taken again; whatever else is missing has healed.
      const left = object === snapshotOfNewest ? [{ kind, object, snapshots: ['good@v2'] }] : []
      expect(await findings()).toMatchObject(left)
    })
  }

  test('a log whose last entry is cut names it, and tells what can still be read', async () => {
    const copy = await openDamaged((at) => cut(entryIn(at, 3), 100))
    const refusal = {
      code: 'store-damaged',
      message: 'Entry 3 in the log of good is damaged: it ends too early.',
      context: expect.objectContaining({ file: entryIn(copy, 3) }) as object,
    }
    for (const reference of ['good', 'good@v2', 'good@some-tag'])
      await expect(rowsOf(reference), reference).rejects.toMatchObject({
        ...refusal,
        hint: expect.stringContaining('can be read by version: good has v1.') as string,
      })
    await expect(engine.call('snapshot.take', { dataset: 'good', sources: [source] })).rejects.toMatchObject(
      refusal,
    )
    await expect(engine.call('dataset.versions', { dataset: 'good' })).rejects.toMatchObject(refusal)
    expect(await summaryOf('good')).toMatchObject({ problem: refusal.message })
    await restIsRead()
    expect(await findings()).toMatchObject([{ kind: 'log-damaged', object: entryIn(copy, 3) }])
  })

  test('a log with a gap names the entry that is missing', async () => {
    const copy = await openDamaged((at) => rm(entryIn(at, 1)))
    const refusal = {
      code: 'store-incomplete',
      message: expect.stringContaining('entry 1 is missing') as string,
    }
    await expect(rowsOf('good@v1')).rejects.toMatchObject(refusal)
    expect(await summaryOf('good')).toMatchObject({ problem: refusal.message })
    expect(await rowsOf('other')).toEqual([['1']])
    expect(await findings()).toMatchObject([
      { kind: 'log-gap', object: entryIn(copy, 1), snapshots: ['good@v1', 'good@v2'] },
    ])
  })

  test('a log without its last entry is seen to have gone back', async () => {
    await openDamaged((at) => rm(entryIn(at, 3)))
    expect(await summaryOf('good')).toMatchObject({
      versions: 1,
      problem: expect.stringContaining(
        'The history of good went back: entry 3 was seen here before',
      ) as string,
    })
    await restIsRead()
    expect(await findings()).toMatchObject([{ kind: 'log-went-back' }])
  })

  test.each(['objects', 'datasets', 'firn.json'])(
    'without %s it is not opened, nor made anew',
    async (part) => {
      await expect(openDamaged((copy) => rm(join(copy, part), { recursive: true }))).rejects.toMatchObject({
        code: 'store-incomplete',
        message: expect.stringMatching(
          new RegExp(`${part} is missing: the store was copied only in part`),
        ) as string,
      })
    },
  )

  test('a log with a gap is refused before the files are read', async () => {
    await openDamaged((copy) => rm(entryIn(copy, 2)))
    const seen: unknown[] = []
    await expect(
      engine.call(
        'snapshot.take',
        { dataset: 'good', sources: [source] },
        { onProgress: (progress) => seen.push(progress) },
      ),
    ).rejects.toMatchObject({
      code: 'store-incomplete',
      message: expect.stringContaining('entry 2') as string,
    })
    expect(seen).toEqual([])
  })
})
