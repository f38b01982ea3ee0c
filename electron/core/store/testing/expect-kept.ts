import { expect } from 'vitest'
import { openStore } from '../store.ts'
import type { Fact } from './processes.ts'
import { wholeLife } from './whole-life.ts'

/** What {@link wholeLife} had acknowledged before it ended somewhere on its way is all there, and nothing is damaged. */
export async function expectKept(path: string, facts: readonly Fact[], where: string): Promise<void> {
  const store = await openStore(path)
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
    if (expired === undefined) continue
    const hidden = (await store.versions('events')).filter((one) => one.expired)
    expect({ where, hidden: hidden.map(({ version }) => version).toReversed() }).toEqual({
      where,
      hidden: expired,
    })
  }
  await store.close()
}

/** The same is done once more, as if nothing had been. */
export async function expectLivesOn(path: string, source: string, where: string): Promise<void> {
  const again: object[] = []
  await wholeLife(path, 'events', source, (fact) => again.push(fact))
  expect({ where, acknowledged: again.length }).toEqual({ where, acknowledged: 9 })
  const after = await openStore(path)
  expect({ where, findings: (await after.verify({ data: true })).findings }).toEqual({ where, findings: [] })
  await after.close()
}
