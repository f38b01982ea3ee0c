import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { builtFolder } from '../process/entry-files.ts'
import { sharedMemory } from './hashing.ts'
import { hashingInThreads } from './hashing-threads.ts'

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
