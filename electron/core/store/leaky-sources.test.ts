import { appendFileSync, renameSync, statSync, truncateSync, utimesSync, writeFileSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { count, patience } from '../testing/counts.ts'
import { sha256 } from './canonical.ts'
import { type Store, walkSources } from './store.ts'
import { temporaryStore } from './testing/temporary.ts'

/** How many snapshots are taken of a file that is written all the time. */
const snapshots = count({ everyday: 20, soak: 500 })

/** Takes a file as it is; `whileRead` is called between its pieces. */
async function take(store: Store, file: string, whileRead?: () => void) {
  const writer = await store.begin('leaky')
  try {
    const progress = () => whileRead?.()
    const { entries, warnings } = await writer.takeFiles(await walkSources([file]), { progress })
    const tree = await writer.writeTree(entries)
    const { version } = await writer.commitSnapshot({
      dataset: 'live',
      kind: 'raw',
      tree,
      tables: [],
      warnings,
    })
    const [entry] = await store.tree(await store.resolve(`live@v${version}`))
    const hash = entry?.sha256 ?? ''
    const bytes = await readFile(await store.objectPath(hash))
    expect(sha256(bytes)).toBe(hash)
    expect(bytes.length).toBe(entry?.size)
    return { bytes, warnings }
  } finally {
    await writer.release()
  }
}

test(`${snapshots} snapshots of a file that is written all the time hold the bytes of their hash`, {
  timeout: patience(120_000),
}, async () => {
  const { folder, store } = await temporaryStore()
  const file = join(folder, 'live.bin')
  const state = (number: number) => Buffer.alloc(300_000, 1 + (number % 250))
  await writeFile(file, state(0))
  const stop = new AbortController()
  const writing = (async () => {
    for (let number = 1; !stop.signal.aborted; number += 1) await writeFile(file, state(number))
  })()
  try {
    for (let taken = 0; taken < snapshots; taken += 1)
      for (const warning of (await take(store, file)).warnings)
        expect(warning).toContain('live.bin was being changed while it was read')
  } finally {
    stop.abort()
    await writing
  }
  expect((await store.verify({ data: true })).findings).toEqual([])
})

const size = 3_000_000

const changes = {
  'that grows': (file: string) => appendFileSync(file, 'more'),
  'that is cut': (file: string) => truncateSync(file, statSync(file).size - 10_000),
  'that is written over in place': (file: string, time: number) => {
    writeFileSync(file, Buffer.alloc(size, 2), { flag: 'r+' })
    utimesSync(file, time, time)
  },
}

for (const [name, change] of Object.entries(changes))
  test(`a file ${name} whenever it is read is taken with a warning`, async () => {
    const { folder, store } = await temporaryStore()
    const file = join(folder, 'live.bin')
    await writeFile(file, Buffer.alloc(size, 1))
    let time = 1_000_000_000
    const { warnings } = await take(store, file, () => change(file, (time += 10)))
    expect(warnings).toEqual([
      'live.bin was being changed while it was read; it was taken as it was, which may be no state it ever had.',
    ])
    expect((await store.verify({ data: true })).findings).toEqual([])
  })

test('a file that is replaced while it is read is taken whole, as it was', async () => {
  const { folder, store } = await temporaryStore()
  const file = join(folder, 'live.bin')
  await writeFile(file, Buffer.alloc(size, 1))
  let replaced = false
  const { bytes } = await take(store, file, () => {
    if (replaced) return
    replaced = true
    writeFileSync(`${file}.new`, Buffer.alloc(size, 2))
    renameSync(`${file}.new`, file)
  })
  expect(replaced).toBe(true)
  expect(bytes.length).toBe(size)
  expect(bytes.every((byte) => byte === bytes[0])).toBe(true)
})
