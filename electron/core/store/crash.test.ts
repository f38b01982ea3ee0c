import { randomBytes } from 'node:crypto'
import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { count, patience, seed, seeded } from '../testing/counts.ts'
import { needs } from '../testing/requirements.ts'
import { initStore, openStore } from './store.ts'
import { type Fact, type StoreProgram, buildStoreProgram, start } from './testing/processes.ts'
import {
  type KillPoint,
  killPoints,
  killedCalls,
  oneThread,
  straceCounting,
  straceKilling,
} from './testing/system-calls.ts'
import { snapshot, temporaryFolder, writeFiles } from './testing/temporary.ts'

let program: StoreProgram

beforeAll(async () => {
  program = await buildStoreProgram()
})

afterAll(() => program.remove())

/** How many exact moments are tried. */
const points = count({ everyday: 50, soak: 1_000 })

test(`a kill at ${points} points of snapshot, tag, expire and gc loses nothing acknowledged`, {
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
      'everything',
      path,
      'events',
      join(folder, 'source'),
    ]
    return start('strace', args, { env: oneThread }).finished
  }

  const recording = join(folder, 'recording')
  const whole = await run(straceCounting(recording))
  expect(whole).toMatchObject({ code: 0, errors: '' })
  expect(whole.facts.map((fact) => Object.keys(fact)[0])).toEqual([
    'dataset',
    'dataset',
    'tagged',
    'expired',
    'collected',
  ])
  expect(whole.facts.at(-1)?.['collected']).toBeGreaterThan(3)

  const chosen = choose(await killPoints(recording), points, seeded(seed()))
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

/** Each kind of call is tried about equally often, at moments spread over the whole run. */
function choose(all: readonly KillPoint[], count: number, random: () => number): KillPoint[] {
  const kinds = killedCalls
    .map((call) => all.filter((point) => point.call === call))
    .filter((kind) => kind.length > 0)
  return Array.from({ length: count }, (_, index) => {
    const kind = kinds[index % kinds.length] ?? []
    return kind[Math.floor(random() * kind.length)]
  }).filter((point) => point !== undefined)
}

async function expectWhole(folder: string, facts: readonly Fact[], where: string): Promise<void> {
  const path = join(folder, 'store')
  const began = Date.now()
  const store = await openStore(path)
  expect({ where, quick: Date.now() - began < 2_000 }).toEqual({ where, quick: true })
  for (const place of ['staging', 'leases'])
    expect({ where, left: await readdir(join(path, place)) }).toEqual({ where, left: [] })
  const { findings } = await store.verify({ data: true })
  expect({ where, findings }).toEqual({ where, findings: [] })
  const known = (await store.datasets()).length > 0
  const versions = known ? await store.versions('events') : []
  for (const { version, id, tag } of facts) {
    if (version === undefined) continue
    const kept = versions.find((one) => one.version === version)
    expect({ where, version, id: kept?.id, problem: kept?.problem }).toEqual({
      where,
      version,
      id,
      problem: undefined,
    })
    // Version 1 is the one that is expired in the end, once its tag has moved on.
    if (kept?.expired !== true) expect((await store.resolve(`events@v${version}`)).id).toBe(id)
    else
      expect({ where, version, moved: facts.some((fact) => fact['tagged'] === true) }).toEqual({
        where,
        version: 1,
        moved: true,
      })
    if (tag !== undefined)
      expect({ where, tags: versions.flatMap(({ tags }) => tags) }).toEqual({ where, tags: ['prod'] })
  }
  // The store works on as if nothing had been.
  const next = await snapshot(store, 'events', [join(folder, 'source/first/below')])
  expect({ where, changed: next.changed, version: next.version }).toEqual({
    where,
    changed: true,
    version: versions.length + 1,
  })
  await store.close()
}
