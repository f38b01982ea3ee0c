import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { storeChanges } from './testing/changing-calls.ts'
import { openTestEngine, type TestEngine } from './testing/open-engine.ts'
import { openEngineOnSmallDisk, type SmallDisk } from './testing/small-disk.ts'

let engine: TestEngine
let disk: SmallDisk
let store: string
let source: string
beforeEach(async (context) => {
  ;({ engine, disk, store } = await openEngineOnSmallDisk(context))
  source = join(engine.folder, 'good.csv')
  for (const text of ['id,name\n1,a\n2,b\n', 'id,name\n1,a\n2,c\n3,d\n']) {
    await writeFile(source, text)
    await engine.call('snapshot.take', { dataset: 'good', sources: [source] })
  }
  await engine.call('freeze.run', { dataset: 'trained', from: 'good', id: ['id'] })
  await writeFile(source, 'id,name\n4,e\n')
})

/** Everything that would change the store. */
const writes = {
  snapshot: ({ call }: TestEngine) => call('snapshot.take', { dataset: 'good', sources: [source] }),
  tag: ({ call }: TestEngine) => call('tag.set', { reference: 'good@v1', name: 'prod' }),
  freeze: ({ call }: TestEngine) => call('freeze.run', { dataset: 'trained', from: 'good@v1', id: ['id'] }),
  expire: ({ call }: TestEngine) => call('dataset.expire', { dataset: 'good', versions: [1] }),
  collect: ({ call }: TestEngine) => call('store.collect', {}),
}

async function isReadAsAnyOther({ call }: TestEngine): Promise<void> {
  const { firstPage } = await call('query.start', { sql: 'FROM good ORDER BY id' })
  expect(firstPage).toEqual([
    ['1', 'a'],
    ['2', 'c'],
    ['3', 'd'],
  ])
  expect(await call('compare.start', { a: 'good@v1', b: 'good@v2', key: ['id'] })).toMatchObject({
    rows: { added: 1, changed: 1, removed: 0 },
  })
  expect(await call('store.verify', { data: true })).toMatchObject({ ok: true, findings: [] })
  const { receipt } = await call('freeze.receipt', { reference: 'trained' })
  expect(receipt.rows.kept).toBe(3)
}

test('a store on a disk that cannot be written is read as any other, and says why it takes nothing', async () => {
  const before = await readdir(disk.path, { recursive: true })
  disk.makeReadOnly()
  const reader = await openTestEngine({ store })
  try {
    const why = `${store} lies on a disk that is mounted for reading only. The store can be read only.`
    expect(await reader.call('store.info', {})).toMatchObject({ readOnly: why })
    await isReadAsAnyOther(reader)
    for (const [name, input] of storeChanges(source, engine.folder))
      await expect(reader.call(name as 'tag.set', input as never), name).rejects.toMatchObject({
        code: 'not-allowed',
        message: why,
        hint: expect.stringContaining('mounted for writing') as string,
      })
    expect(await readdir(disk.path, { recursive: true })).toEqual(before)
  } finally {
    await reader.close()
  }
})

test('a disk that stops taking anything while the store is open', async () => {
  disk.makeReadOnly()
  await isReadAsAnyOther(engine)
  for (const [name, write] of Object.entries(writes))
    await expect(write(engine), name).rejects.toMatchObject({
      code: 'not-allowed',
      message: expect.stringMatching(/^No permission: could not .* \(\/.*\)\.$/) as string,
      hint: expect.stringContaining('mounted for writing') as string,
    })
  disk.makeWritable()
  expect(await writes.snapshot(engine)).toMatchObject({ version: 3, changed: true })
  expect(await engine.call('store.verify', { data: true })).toMatchObject({ ok: true, findings: [] })
})
