import { createHash } from 'node:crypto'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import type { TestEngine } from './testing/open-engine.ts'
import { openEngineOnSmallDisk, type SmallDisk } from './testing/small-disk.ts'

/** Bytes that are left: none, enough to begin, enough for half. A long run tries many more. */
const spares =
  process.env['FIRN_EVERY_FAULT'] === undefined
    ? [0, 100_000, 400_000]
    : Array.from({ length: 45 }, (_, step) => step * 10_000)

/** Rows that no compression makes small: about 600 kB of Parquet, and more as text. */
const manyRows = `SELECT i AS id, md5(i::VARCHAR) || md5('b' || i) AS text FROM range(16000) t(i)
  WHERE i >= (SELECT count(*) FROM good) - 3000`

describe('a full disk', () => {
  let engine: TestEngine
  let disk: SmallDisk
  let store: string
  let source: string
  beforeEach(async (context) => {
    ;({ engine, disk, store } = await openEngineOnSmallDisk(context))
    source = join(engine.folder, 'source.csv')
    await writeFile(source, rows(3000))
    for (const dataset of ['good', 'grown'])
      await engine.call('snapshot.take', { dataset, sources: [source] })
    await writeFile(source, rows(20_000))
  })

  const freeze = () => engine.call('freeze.run', { dataset: 'trained', sql: manyRows, id: ['id'] })
  const works = {
    snapshot: () => engine.call('snapshot.take', { dataset: 'grown', sources: [source] }),
    aggregate: () =>
      engine.call('aggregate.run', {
        dataset: 'made',
        recipe: { steps: [{ name: 'made', sql: manyRows }], parameters: {} },
      }),
    freeze,
    export: async () => {
      const { resultId } = await engine.call('query.start', { sql: manyRows })
      try {
        const target = join(disk.path, 'result.csv')
        return await engine.call('query.export', { resultId, format: 'csv', target })
      } finally {
        await engine.call('query.close', { resultId })
      }
    },
  }

  for (const [name, work] of Object.entries(works)) {
    test(`${name} is refused whole, and works once there is room`, async () => {
      const before = await left()
      for (const spare of spares) {
        await disk.fill(spare)
        await expect(work(), `${spare} bytes free`).rejects.toMatchObject({
          code: 'disk-full',
          message: expect.stringMatching(/^The disk is full: |^There is no room for /) as string,
          hint: expect.stringMatching(/free some space/i) as string,
        })
        await soundAsBefore()
        expect(await left(), `${spare} bytes free`).toEqual(before)
        await disk.clear()
      }
      await work()
      expect(await engine.call('store.verify', { data: true })).toMatchObject({ ok: true, findings: [] })
      expect(await readdir(join(store, 'staging'))).toEqual([])
    }, 120_000)
  }

  test('a training set that fits stays, where only its plain folder finds no room', async () => {
    await disk.fill(900_000)
    const receipt = await freeze()
    expect(receipt).toMatchObject({ dataset: 'trained', version: 1, path: store })
    await disk.fill()
    expect((await engine.call('freeze.receipt', { reference: 'trained' })).receipt).toEqual(receipt)
    expect(receipt.files.map(({ split }) => split)).toEqual(Object.keys(receipt.splits))
    for (const { path, sha256 } of receipt.files)
      expect(
        createHash('sha256')
          .update(await readFile(path))
          .digest('hex'),
      ).toBe(sha256)
    await disk.clear()
    const { receipt: later } = await engine.call('freeze.receipt', { reference: 'trained' })
    expect(later.path).toBe(join(store, 'paths', 'trained', 'v1'))
    for (const { split, path, sha256 } of later.files) {
      expect(path).toBe(join(later.path, `${split}.parquet`))
      expect(
        createHash('sha256')
          .update(await readFile(path))
          .digest('hex'),
      ).toBe(sha256)
    }
  })

  async function soundAsBefore() {
    for (const dataset of ['good', 'grown']) {
      const { versions } = await engine.call('dataset.versions', { dataset })
      expect(versions.map(({ version }) => version)).toEqual([1])
      const sql = `SELECT count(*), sum(a) FROM "${dataset}@v1"`
      expect((await engine.call('query.start', { sql })).firstPage).toEqual([['3000', '4498500']])
    }
    expect(await engine.call('store.verify', { data: true })).toMatchObject({ ok: true, findings: [] })
  }

  /** Every file on the disk, except in the cache, which may come and go. */
  async function left() {
    const files = await readdir(disk.path, { recursive: true, withFileTypes: true })
    return files
      .filter((file) => file.isFile() && file.name !== 'ballast')
      .map((file) => join(file.parentPath, file.name))
      .filter((path) => !path.includes('/cache/'))
      .toSorted()
  }
})

function rows(count: number): string {
  const lines = Array.from({ length: count }, (_, row) => `${row},row number ${row} of a file that grows`)
  return `a,b\n${lines.join('\n')}\n`
}
