import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { builtFolder } from '../process/entry-files.ts'
import { sharedMemory } from './hashing.ts'
import { hashingInThreads } from './hashing-threads.ts'
import { walkSources } from './store.ts'
import { temporaryStore, writeFiles } from './testing/temporary.ts'

const entry = join(builtFolder(), 'core', 'hashing.js')
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

for (const [where, file] of [
  ['in threads', entry],
  ['here, where threads cannot be started', `${entry}.missing`],
] as const) {
  it(`pieces and whole files are hashed ${where}`, async () => {
    const hashing = await hashingInThreads(file)
    const memory = sharedMemory(1_000)
    memory.fill('a line\nand more\r\n')
    const first = memory.subarray(0, 600)
    const second = memory.subarray(600)
    const [one, other] = [hashing.whole(), hashing.whole()]
    const added = [one.add(first), other.add(second), one.add(second)]
    expect(await hashing.piece(first)).toMatchObject({ sha256: sha256(first), bareReturns: 0 })
    await Promise.all(added)
    expect(await one.digest()).toBe(sha256(memory))
    expect(await other.digest()).toBe(sha256(second))
    await hashing.close()
  })
}

it('whoever waits for a thread that has ended is told', async () => {
  const hashing = await hashingInThreads(entry)
  const memory = sharedMemory(100)
  await hashing.close()
  await expect(hashing.piece(memory)).rejects.toThrow('ended')
})

it('threads are started where much is to be hashed, and only once', async () => {
  let starts = 0
  const startHashing = () => {
    starts += 1
    return hashingInThreads(entry)
  }
  const { folder, store } = await temporaryStore({ startHashing })
  const long = Buffer.alloc(40_000_000, `${'a line of a log '.repeat(6)}\n`)
  await writeFiles(folder, { 'one.log': long, 'two.log': long })
  const take = async (...names: readonly string[]) => {
    const writer = await store.begin('snapshot logs')
    try {
      const cutting = () => Promise.resolve({ kind: 'lines' } as const)
      return await writer.takeFiles(await walkSources(names.map((name) => join(folder, name))), { cutting })
    } finally {
      await writer.release()
    }
  }
  await take('one.log')
  expect(starts).toBe(0)
  const { entries } = await take('one.log', 'two.log')
  expect(starts).toBe(1)
  for (const taken of entries) {
    expect(taken.chunks?.length).toBeGreaterThan(1)
    expect(taken.sha256).toBe(sha256(long))
  }
})
