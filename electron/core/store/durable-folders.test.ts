import { mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { type Disk, realDisk } from './durable.ts'
import { layout } from './layout.ts'
import { snapshot, temporaryStore, writeFiles } from './testing/temporary.ts'

test('folders that another process made and never synced are durable before a commit is acknowledged', async () => {
  const synced: string[] = []
  const disk: Disk = {
    ...realDisk,
    async syncFolder(path) {
      synced.push(path)
      await realDisk.syncFolder(path)
    },
  }
  const { folder, path, reopen } = await temporaryStore()
  // As far as a process comes that is killed right after `mkdir`.
  await mkdir(layout.log(path, 'events'), { recursive: true })
  for (let prefix = 0; prefix < 256; prefix += 1)
    await mkdir(join(layout.objects(path), prefix.toString(16).padStart(2, '0')))
  await writeFiles(folder, { 'a.csv': 'a\n1\n' })
  const store = await reopen({ disk })
  await snapshot(store, 'events', [join(folder, 'a.csv')])
  for (const above of [layout.objects(path), layout.datasets(path), dirname(layout.log(path, 'events'))])
    expect(synced).toContain(above)
  synced.length = 0
  await store.tag('events', 'prod')
  // Known by now: the next entry costs what it did.
  expect(synced).not.toContain(layout.datasets(path))
})
