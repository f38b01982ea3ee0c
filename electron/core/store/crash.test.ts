import { randomBytes } from 'node:crypto'
import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { count, patience, seed, seeded } from '../testing/counts.ts'
import { needs } from '../testing/requirements.ts'
import { initStore, openStore } from './store.ts'
import { expectKept, expectLivesOn } from './testing/expect-kept.ts'
import { type Fact, type StoreProgram, buildStoreProgram, start } from './testing/processes.ts'
import {
  callPoints,
  choosePoints,
  killedCalls,
  oneThread,
  straceCounting,
  straceKilling,
} from './testing/system-calls.ts'
import { temporaryFolder, writeFiles } from './testing/temporary.ts'

let program: StoreProgram

beforeAll(async () => {
  program = await buildStoreProgram()
})

afterAll(() => program.remove())

/** How many exact moments are tried. */
const points = count({ everyday: 16, soak: 1_000 })

test(`a kill at ${points} points of everything that writes loses nothing acknowledged`, {
  timeout: patience(600_000),
}, async (test) => {
  needs(test, 'linux', 'strace')
  const folder = await temporaryFolder()
  const big = (bytes: number) => randomBytes(bytes)
  await writeFiles(folder, {
    'source/first/a.csv': 'a\n1\n',
    'source/first/big.bin': big(1_500_000),
    'source/first/below/b.csv': 'b\n',
    'source/second/a.csv': 'a\n2\n',
    'source/second/big.bin': big(900_000),
  })
  const run = async (strace: readonly string[]) => {
    const path = join(folder, 'store')
    await rm(path, { recursive: true, force: true })
    await initStore(path)
    const args = [
      ...strace,
      process.execPath,
      program.file,
      'whole-life',
      path,
      'events',
      join(folder, 'source'),
    ]
    return start('strace', args, { env: oneThread }).finished
  }

  const recording = join(folder, 'recording')
  const whole = await run(straceCounting(recording, killedCalls))
  expect(whole).toMatchObject({ code: 0, errors: '' })
  expect(whole.facts.map((fact) => Object.keys(fact)[0])).toEqual([
    'dataset',
    'dataset',
    'dataset',
    'dataset',
    'moved',
    'untagged',
    'keep',
    'expired',
    'collected',
  ])
  expect(whole.facts.at(-1)?.collected).toBeGreaterThan(3)

  const chosen = choosePoints(await callPoints(recording, killedCalls), points, seeded(seed()))
  let killed = 0
  let acknowledged = 0
  for (const point of chosen) {
    const { signal, code, facts } = await run(straceKilling(point))
    if (signal === 'SIGKILL' || code === 137) killed += 1
    acknowledged += facts.length
    await expectWhole(folder, facts, `${point.call} ${point.nth}, seed ${seed()}`)
  }
  console.log(`killed ${killed} of ${chosen.length}; ${acknowledged} acknowledgements, all kept`)
  expect(killed).toBeGreaterThan(points * 0.9)
})

async function expectWhole(folder: string, facts: readonly Fact[], where: string): Promise<void> {
  const path = join(folder, 'store')
  const began = Date.now()
  const store = await openStore(path)
  expect({ where, quick: Date.now() - began < 2_000 }).toEqual({ where, quick: true })
  for (const place of ['staging', 'leases'])
    expect({ where, left: await readdir(join(path, place)) }).toEqual({ where, left: [] })
  await store.close()
  await expectKept(path, facts, where)
  await expectLivesOn(path, join(folder, 'source'), where)
}
