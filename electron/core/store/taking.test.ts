import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { walkSources } from './store.ts'
import { temporaryStore, writeFiles } from './testing/temporary.ts'

test('after a file that cannot be taken no others are read', async () => {
  const { folder, store } = await temporaryStore()
  const files = Array.from({ length: 200 }, (_, index) => `source/${String(index).padStart(3, '0')}.csv`)
  await writeFiles(folder, Object.fromEntries(files.map((file) => [file, file.repeat(100)])))
  const sources = await walkSources([join(folder, 'source')])
  await rm(join(folder, 'source/000.csv'))
  const writer = await store.begin('test')
  await expect(writer.takeFiles(sources)).rejects.toMatchObject({ code: 'file-missing' })
  expect((await readdir(join(writer.staging, 'objects')).catch(() => [])).length).toBeLessThan(50)
  await writer.release()
})
