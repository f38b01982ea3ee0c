import { randomBytes } from 'node:crypto'
import { realpath, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { count, patience, seed, seeded } from '../testing/counts.ts'
import { needs } from '../testing/requirements.ts'
import { initStore } from './store.ts'
import { expectKept, expectLivesOn } from './testing/expect-kept.ts'
import { FolderBefore } from './testing/power-loss.ts'
import { type Fact, type StoreProgram, buildStoreProgram, start } from './testing/processes.ts'
import { type RecordedWrite, recordedWrites, straceRecording } from './testing/recorded-writes.ts'
import { oneThread } from './testing/system-calls.ts'
import { temporaryFolder, writeFiles } from './testing/temporary.ts'

let program: StoreProgram

beforeAll(async () => {
  program = await buildStoreProgram()
})

afterAll(() => program.remove())

/** How many disks are looked at that a power loss might leave. */
const states = count({ everyday: 45, soak: 10_000 })

test(`a power loss loses nothing acknowledged: ${states} states of the disk`, {
  timeout: patience(300_000),
}, async (test) => {
  needs(test, 'linux', 'strace')
  const folder = await realpath(await temporaryFolder())
  await writeFiles(folder, {
    'source/first/a.csv': 'a\n1\n',
    'source/first/big.bin': randomBytes(1_200_000),
    'source/first/below/b.csv': 'b\n',
    'source/second/a.csv': 'a\n2\n',
    'source/second/big.bin': randomBytes(20_000),
  })
  const path = join(folder, 'store')
  const recording = join(folder, 'recording')
  await initStore(path)
  const before = await FolderBefore.of(path)
  const life = [program.file, 'whole-life', path, 'events', join(folder, 'source')]
  const args = [...straceRecording(recording), process.execPath, ...life]
  const { code, errors, facts } = await start('strace', args, { env: oneThread }).finished
  expect({ code, errors, facts: facts.length }).toEqual({ code: 0, errors: '', facts: 9 })
  const writes = await recordedWrites(recording, path)
  expect(writes.filter((write) => write.do === 'sync').length).toBeGreaterThan(50)
  expect(saidIn(writes)).toEqual(facts)

  const random = seeded(seed())
  const after = join(folder, 'after')
  for (let state = 0; state < states; state += 1) {
    const done = writes.slice(0, Math.floor(random() * (writes.length + 1)))
    // Most is lost when nothing was kept that was not synced; the strangest is left when half was.
    const kept = [0, 0.5, 0.9][state % 3] ?? 0
    const where = `seed ${seed()}, state ${state}: ${done.length} of ${writes.length} writes, kept ${kept}`
    await rm(after, { recursive: true, force: true })
    await before.after(done, { kept, random }, after)
    await expectKept(after, saidIn(done), where)
    if (state % 15 === 0) await expectLivesOn(after, join(folder, 'source'), where)
  }
})

function saidIn(writes: readonly RecordedWrite[]): Fact[] {
  return writes.flatMap((write) => (write.do === 'say' ? [JSON.parse(write.text) as Fact] : []))
}
