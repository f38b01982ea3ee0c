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
import { temporaryFolder, writeFiles } from './testing/temporary.ts'
import { wholeLife } from './testing/whole-life.ts'

let program: StoreProgram

beforeAll(async () => {
  program = await buildStoreProgram()
})

afterAll(() => program.remove())

/** How many exact moments are tried. */
const points = count({ everyday: 30, soak: 1_000 })

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
  const whole = await run(straceCounting(recording))
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
  for (const { dataset, version, id, tag } of facts) {
    if (dataset === undefined || version === undefined) continue
    const kept = (await store.versions(dataset)).find((one) => one.version === version)
    expect({ where, version, id: kept?.id, problem: kept?.problem }).toEqual({
      where,
      version,
      id,
      problem: undefined,
    })
    // Only what the policy lets go may be hidden.
    const mayExpire = version < 3 && facts.some(({ keep }) => keep !== undefined)
    if (kept?.expired !== true) expect((await store.resolve(`${dataset}@v${version}`)).id).toBe(id)
    else expect({ where, version, mayExpire }).toEqual({ where, version, mayExpire: true })
    if (tag !== undefined) {
      const tagged = (await store.datasets()).find(({ name }) => name === dataset)?.tags ?? []
      const taken = tag === 'back' && facts.some(({ moved }) => moved !== undefined)
      if (!taken)
        expect({ where, tags: tagged.map(({ name }) => name) }).toMatchObject({
          where,
          tags: expect.arrayContaining([tag]) as string[],
        })
    }
  }
  for (const { untagged, keep, expired } of facts) {
    const [events] = await store.datasets()
    if (untagged !== undefined)
      expect({ where, tags: events?.tags }).toEqual({ where, tags: [{ name: 'prod', version: 3 }] })
    if (keep !== undefined)
      expect({ where, ...(await store.policy('events')) }).toMatchObject({ where, keep })
    const hidden = (await store.versions('events')).filter((one) => one.expired)
    if (expired !== undefined)
      expect({ where, hidden: hidden.map(({ version }) => version).toReversed() }).toEqual({
        where,
        hidden: expired,
      })
  }
  await store.close()
  // Done once more, it works as if nothing had been.
  const again: object[] = []
  await wholeLife(path, 'events', join(folder, 'source'), (fact) => again.push(fact))
  expect({ where, acknowledged: again.length }).toEqual({ where, acknowledged: 9 })
  const after = await openStore(path)
  expect({ where, findings: (await after.verify({ data: true })).findings }).toEqual({ where, findings: [] })
  await after.close()
}
