import { appendFile, chmod, readFile, rm, truncate, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openIngestEngine, type IngestEngine } from './ingest/testing/ingest-engine.ts'
import { layout } from './store/layout.ts'
import { openTableStore, smallChunks, type TableStore, writeSource } from './testing/chunked-store.ts'
import { count, patience, seed, seeded } from './testing/counts.ts'
import { randomTable } from './testing/random-tables.ts'

let engine: IngestEngine
beforeAll(() => {
  engine = openIngestEngine()
})
afterAll(() => engine.close())

const records = (from: number, to: number) =>
  Array.from(
    { length: to - from },
    (_, n) => `{"id":${from + n},"word":"record ${(from + n) * 7919}"}\n`,
  ).join('')

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error))

describe('tables in chunks', () => {
  it(
    'are the same as those of the file in one piece',
    async () => {
      const whole = await openTableStore(engine)
      const cut = await openTableStore(engine, smallChunks)
      const start = seed()
      let inPieces = 0
      for (let attempt = 0; attempt < count({ everyday: 4, soak: 500 }); attempt += 1) {
        // The first is one that is cut for sure.
        const tableSeed = attempt === 0 ? 2_000 : start + attempt
        const table = randomTable(seeded(tableSeed))
        const source = await writeSource(engine, table.name, table.bytes)
        const dataset = `t${attempt}`
        const what = `${table.name} of seed ${tableSeed}`
        const failure = await whole.take(dataset, source).then(() => undefined, messageOf)
        expect(await cut.take(dataset, source).then(() => undefined, messageOf), what).toBe(failure)
        if (failure !== undefined) continue
        if ((await cut.pieces(dataset)) > 1) inPieces += 1
        const expected = (await whole.store.resolve(dataset)).snapshot
        const found = (await cut.store.resolve(dataset)).snapshot
        expect(found.tables, what).toEqual(expected.tables)
        expect(found.statistics.bytes, what).toBe(expected.statistics.bytes)
        for (const { name } of expected.tables) {
          const reference = expected.tables.length > 1 ? `${dataset}/${name}` : dataset
          expect(await cut.rows(reference), what).toEqual(await whole.rows(reference))
          expect(await cut.rejects(reference), what).toEqual(await whole.rejects(reference))
        }
        const folder = `${source}.out`
        await cut.store.checkOut(dataset, folder, {
          signal: new AbortController().signal,
          progress: () => {},
        })
        expect(await readFile(join(folder, table.name)), what).toEqual(table.bytes)
      }
      expect(inPieces).toBeGreaterThan(0)
      expect(await cut.store.verify({ data: true })).toMatchObject({ ok: true })
    },
    patience(300_000),
  )

  it('a row that was rejected has the line that it has in the file', async () => {
    const cut = await openTableStore(engine, smallChunks)
    const rows = Array.from({ length: 300 }, (_, n) => `${n},"two\nlines",${n * 3}\n`)
    rows[250] = 'one,two,three,four\n'
    const source = await writeSource(engine, 'a.csv', `id,text,sum\n${rows.join('')}`)
    await cut.take('a', source)
    expect(await cut.pieces('a')).toBeGreaterThan(4)
    expect(await cut.rejects('a')).toMatchObject([{ file: 'a.csv', line: 2 + 250 * 2 }])
  })

  it('what is appended writes only the end, and both versions keep their rows', async () => {
    const cut = await openTableStore(engine, smallChunks)
    const source = await writeSource(engine, 'a.jsonl', records(0, 800))
    await cut.take('a', source)
    await appendFile(source, records(800, 810))
    await cut.take('a', source)
    const { statistics } = (await cut.store.resolve('a@v2')).snapshot
    expect(Number(statistics.newBytes)).toBeLessThan(smallChunks.most + records(800, 810).length)
    expect(Number(statistics.newBytes)).toBeGreaterThan(0)
    expect(await cut.rows('a@v1')).toHaveLength(800)
    expect(await cut.rows('a@v2')).toHaveLength(810)
    expect(await cut.rows('a@v2')).toEqual(
      Array.from({ length: 810 }, (_, n) => [String(n), `record ${n * 7919}`]),
    )
    // Touched, not changed.
    await utimes(source, 1, 1)
    expect(await cut.take('a', source, { rehash: true })).toMatchObject({ changed: false })
    expect(await cut.take('a', source)).toMatchObject({ changed: false })
  })

  it('of an append-only source only the end is read, with the same version as if all was', async () => {
    const cut = await openTableStore(engine, smallChunks)
    const source = await writeSource(engine, 'a.jsonl', records(0, 800))
    await cut.take('a', source)
    // The beginning is no longer what it was: who reads it would notice.
    await writeFile(source, records(0, 800).replace('record 0', 'RECORD 0') + records(800, 900))
    expect(await cut.take('a', source, { appendOnly: true })).toMatchObject({ changed: true, warnings: [] })
    expect((await cut.rows('a@v2'))[0]).toEqual(['0', 'record 0'])
    expect(await cut.rows('a@v2')).toHaveLength(900)
    // Reading all of it shows what happened.
    expect(await cut.take('a', source, { appendOnly: true, rehash: true })).toMatchObject({ changed: true })
    expect((await cut.rows('a@v3'))[0]).toEqual(['0', 'RECORD 0'])
    // It stays declared until it is taken back.
    const again = await openTableStore(engine, smallChunks)
    const honest = await writeSource(engine, 'a.jsonl', records(0, 800))
    await again.take('a', honest)
    await appendFile(honest, records(800, 850))
    await again.take('a', honest, { appendOnly: true })
    expect(await again.store.isAppendOnly('a')).toBe(true)
    await appendFile(honest, records(850, 900))
    await again.take('a', honest)
    const [entry] = await again.store.tree(await again.store.resolve('a'))
    expect(entry?.sha256).toBeUndefined()
    // A plain folder of it is checked all the same.
    const { path: plain } = await again.store.materialisePath('a')
    expect((await again.store.verify({ data: true })).findings).toEqual([])
    const copy = join(plain, 'a.jsonl')
    await chmod(copy, 0o644)
    await writeFile(copy, records(0, 850) + records(850, 900).replace('record', 'RECORD'))
    expect((await again.store.verify({ data: true })).findings).toMatchObject([
      { kind: 'plain-path-changed' },
    ])
    expect(await again.take('a', honest, { rehash: true })).toMatchObject({ changed: false })
    await again.take('a', honest, { appendOnly: false })
    expect(await again.store.isAppendOnly('a')).toBe(false)
  })

  it('an append-only source whose end has changed is read whole, and says so', async () => {
    const cut = await openTableStore(engine, smallChunks)
    const source = await writeSource(engine, 'a.jsonl', records(0, 800))
    await cut.take('a', source)
    await writeFile(source, records(0, 799) + records(5, 20))
    const { warnings } = await cut.take('a', source, { appendOnly: true })
    expect(warnings.join()).toContain('a.jsonl is declared append-only')
    expect(await cut.rows('a')).toHaveLength(814)
    await truncate(source, 5_000)
    await cut.take('a', source, { appendOnly: true })
    expect((await cut.store.resolve('a')).snapshot.statistics.bytes).toBe('5000')
  })

  it('other options for the same bytes keep the file in one piece', async () => {
    const cut = await openTableStore(engine, smallChunks)
    const source = await writeSource(
      engine,
      'a.csv',
      `id,word\n${Array.from({ length: 400 }, (_, n) => `${n},word ${n}\n`).join('')}`,
    )
    await cut.take('a', source)
    expect(await cut.pieces('a')).toBeGreaterThan(1)
    const options = {
      kind: 'delimited',
      delimiter: ',',
      quote: '"',
      escape: '"',
      header: false,
      skip: 2,
      nullTexts: [],
      comment: '#',
    } as const
    await cut.take('a', source, { options: { a: options } })
    expect(await cut.pieces('a')).toBe(1)
    expect(await cut.rows('a')).toHaveLength(399)
    expect(await cut.rows('a@v1')).toHaveLength(400)
    // What was in pieces for a moment is not kept.
    const collected = await cut.store.verify({ data: true })
    expect(collected.ok).toBe(true)
  })
})

describe('a store with chunks', () => {
  let cut: TableStore
  let source: string
  beforeAll(async () => {
    cut = await openTableStore(engine, smallChunks)
    source = await writeSource(engine, 'a.jsonl', records(0, 800))
    await cut.take('a', source, { tag: 'first' })
    await appendFile(source, records(800, 1_000))
    await cut.take('a', source)
  })

  it('says in firn.json that programs have to know them', async () => {
    const firn = JSON.parse(await readFile(join(cut.store.path, 'firn.json'), 'utf8')) as unknown
    expect(firn).toMatchObject({ features: [{ name: 'chunks', mandatory: true }] })
  })

  it('collects nothing that a version needs', async () => {
    await cut.store.collect()
    expect(await cut.store.verify({ data: true })).toMatchObject({ ok: true })
  })

  it('names the versions of a chunk that is damaged or missing, and heals when the data is taken again', async () => {
    const [entry] = await cut.store.tree(await cut.store.resolve('a@v2'))
    const chunk = entry?.chunks?.[1]?.sha256 ?? ''
    await rm(layout.object(cut.store.path, chunk))
    const { findings } = await cut.store.verify()
    expect(findings).toMatchObject([{ kind: 'object-missing', object: chunk, snapshots: ['a@v1', 'a@v2'] }])
    await expect(cut.rows('a')).rejects.toMatchObject({ code: 'store-incomplete' })
    await expect(cut.store.restore('a@v1')).rejects.toMatchObject({ code: 'store-incomplete' })
    await cut.take('a', source)
    expect(await cut.store.verify({ data: true })).toMatchObject({ ok: true })
    expect(await cut.rows('a')).toHaveLength(1_000)
  })

  it('restores, and gives plain files', async () => {
    await cut.store.restore('a@v1')
    expect(await cut.rows('a')).toHaveLength(800)
    const { path } = await cut.store.materialisePath('a')
    expect(await readFile(join(path, 'a.jsonl'), 'utf8')).toBe(records(0, 800))
  })
})
