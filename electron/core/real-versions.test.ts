import { readdirSync, readFileSync } from 'node:fs'
import { copyFile, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { needs, sharedData } from './testing/requirements.ts'
import { openTestEngine, type TestEngine } from './testing/open-engine.ts'

interface Truth {
  readonly files: readonly {
    readonly file: string
    readonly rows: number
    readonly header: readonly string[]
  }[]
}

/** Folders of successive versions of one table, and the file that each version is. */
const folders =
  sharedData === undefined ? [] : readdirSync(sharedData).filter((name) => name.startsWith('versions-'))

describe('successive versions of real tables', () => {
  let engine: TestEngine
  beforeAll(async () => {
    engine = await openTestEngine()
  })
  afterAll(() => engine.close())

  it('become successive snapshots, each of which reads the same for ever', async (context) => {
    needs(context, 'shared-data')
    for (const folder of folders) {
      const truth = JSON.parse(
        readFileSync(join(sharedData ?? '', folder, 'ground-truth.json'), 'utf8'),
      ) as Truth
      const dataset = folder.replace('versions-', '')
      for (const [index, { file }] of truth.files.entries()) {
        const result = await engine.call('snapshot.take', {
          dataset,
          sources: [join(sharedData ?? '', folder, file)],
        })
        expect(result, file).toMatchObject({ changed: true, version: index + 1 })
      }
      for (const [index, { file, rows, header }] of truth.files.entries()) {
        const reference = `${dataset}@v${index + 1}`
        const { tables } = await engine.call('snapshot.schema', { reference })
        expect(tables, file).toHaveLength(1)
        expect(
          tables[0]?.columns.map((column) => column.name),
          file,
        ).toEqual(header)
        const counted = await engine.call('query.start', {
          sql: `SELECT count(*)::INTEGER FROM "${reference}"`,
        })
        expect(counted.firstPage, file).toEqual([[rows]])
        await engine.call('query.close', { resultId: counted.resultId })
      }
    }
  }, 120_000)

  it('join with each other by reference', async (context) => {
    needs(context, 'shared-data')
    const joined = await engine.call('query.start', {
      sql: 'SELECT count(*)::INTEGER AS both FROM "nasdaq@v1" JOIN "nasdaq@v7" USING ("Symbol")',
    })
    expect(joined.firstPage).toEqual([[1122]])
    expect(joined.inputs.map(({ dataset, version }) => `${dataset}@v${version}`)).toEqual([
      'nasdaq@v1',
      'nasdaq@v7',
    ])
  })

  it('have equal content when a data bug was undone', async (context) => {
    needs(context, 'shared-data')
    const { versions } = await engine.call('dataset.versions', { dataset: 'countries-databug' })
    const contents = versions.map((version) => version.content).toReversed()
    expect(contents[2]).toBe(contents[0])
    expect(new Set(contents).size).toBe(3)
  })

  it('are no new version when nothing changed, or only the times of the file', async (context) => {
    needs(context, 'shared-data')
    const source = join(engine.folder, 'listed.csv')
    await copyFile(
      join(sharedData ?? '', 'versions-nasdaq', 'nasdaq-listed-symbols-v1-2015-01-10.csv'),
      source,
    )
    const first = await engine.call('snapshot.take', { dataset: 'listed', sources: [source] })
    expect(first).toMatchObject({ changed: true, version: 1 })
    expect(await engine.call('snapshot.take', { dataset: 'listed', sources: [source] })).toMatchObject({
      changed: false,
      version: 1,
      id: first.id,
    })
    await utimes(source, new Date(), new Date())
    expect(await engine.call('snapshot.take', { dataset: 'listed', sources: [source] })).toMatchObject({
      changed: false,
      version: 1,
    })
    expect(
      (await engine.call('dataset.log', { dataset: 'listed' })).entries.map((entry) => entry.action),
    ).toEqual(['snapshot', 'create'])
  })
})
