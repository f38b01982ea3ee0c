import { readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { FirnError } from '../../../shared/contract/errors.ts'
import type { Lineage } from '../../../shared/model/lineage.ts'
import type { KeepRules } from '../../../shared/model/retention.ts'
import { count, patience, runs } from '../testing/counts.ts'
import { type Store, initStore, openStore, walkSources } from './store.ts'
import { hastyDisk } from './testing/failing-disk.ts'
import { type Answer, Model, type ModelVersion, type Origin, sources } from './testing/model.ts'
import { temporaryFolder, writeFiles } from './testing/temporary.ts'

const raw = ['events', 'visits'] as const
const derived = ['daily', 'trained'] as const
const tags = ['prod', 'gold'] as const

const anyRaw = fc.constantFrom(...raw)
const anyDerived = fc.constantFrom(...derived)
const anyDataset = fc.constantFrom(...raw, ...raw, ...derived)
const anySource = fc.nat(sources.length - 1)
const anyTag = fc.constantFrom(...tags)
/** One of the first versions, or often none that exists. */
const anyVersion = fc.integer({ min: 1, max: 6 })
const anyRules: fc.Arbitrary<KeepRules> = fc.oneof(
  fc.record({ last: fc.integer({ min: 1, max: 3 }) }),
  fc.record({ daily: fc.integer({ min: 1, max: 3 }) }),
  fc.record({ last: fc.integer({ min: 1, max: 2 }), daily: fc.integer({ min: 1, max: 2 }) }),
)

/** Something that somebody does with a store. */
type Step =
  | { do: 'snapshot'; dataset: (typeof raw)[number]; source: number; tag: string | undefined; again: boolean }
  | {
      do: 'derive'
      dataset: (typeof derived)[number]
      from: string
      version: number
      source: number
      pinned: boolean
    }
  | { do: 'tag'; dataset: string; version: number; tag: string }
  | { do: 'untag'; dataset: string; tag: string }
  | { do: 'expire versions'; dataset: string; versions: number[] }
  | { do: 'expire'; dataset: string; keep: KeepRules | undefined }
  | { do: 'policy'; dataset: string; keep: KeepRules | undefined }
  | { do: 'restore'; dataset: string; version: number; tag: string | undefined }
  | { do: 'collect' }
  | { do: 'pass'; hours: number }
  | { do: 'verify' }
  | { do: 'check out'; dataset: string; version: number }
  | { do: 'reopen' }

const anyStep: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('snapshot' as const),
      dataset: anyRaw,
      source: anySource,
      tag: fc.option(anyTag, { nil: undefined, freq: 5 }),
      again: fc.boolean(),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('derive' as const),
      dataset: anyDerived,
      from: anyDataset,
      version: anyVersion,
      source: anySource,
      pinned: fc.boolean(),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('tag' as const),
      dataset: anyDataset,
      version: anyVersion,
      tag: anyTag,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('untag' as const), dataset: anyDataset, tag: anyTag }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('expire versions' as const),
      dataset: anyDataset,
      versions: fc.uniqueArray(anyVersion, { minLength: 1, maxLength: 2 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('expire' as const),
      dataset: anyDataset,
      keep: fc.option(anyRules, { nil: undefined, freq: 2 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('policy' as const),
      dataset: anyDataset,
      keep: fc.option(anyRules, { nil: undefined, freq: 2 }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('restore' as const),
      dataset: anyDataset,
      version: anyVersion,
      tag: fc.option(anyTag, { nil: undefined, freq: 5 }),
    }),
  },
  { weight: 4, arbitrary: fc.constant({ do: 'collect' as const }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('pass' as const),
      hours: fc.constantFrom(1, 12, 23, 24, 25, 24 * 9),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ do: 'verify' as const }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('check out' as const),
      dataset: anyDataset,
      version: anyVersion,
    }),
  },
  { weight: 1, arbitrary: fc.constant({ do: 'reopen' as const }) },
)

const stepsAtOnce = 80
const timeout = patience(240_000)

test('a store does what its model does, whatever is done with it', { timeout }, async () => {
  let steps = 0
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(anyStep, fc.nat(1)), { minLength: 1, maxLength: stepsAtOnce, size: 'max' }),
      async (all) => {
        const both = await Both.make()
        try {
          for (const [step, by] of all) await both.take(step, by)
          await both.finish()
          steps += all.length
        } finally {
          await both.close()
        }
      },
    ),
    // Shrinking a long history takes longer than anybody waits.
    { ...runs({ everyday: 15, soak: 2_900 }), interruptAfterTimeLimit: 0.8 * timeout },
  )
  console.log(`${steps} steps`)
  expect(steps).toBeGreaterThan(count({ everyday: 100, soak: 100_000 }))
})

/** A real store, open twice, and what it should be. */
class Both {
  readonly model = new Model()
  readonly #path: string
  readonly #folder: string
  readonly #stores: Store[] = []
  #now = Date.parse('2026-03-01T12:00:00Z')
  #checkouts = 0

  private constructor(folder: string) {
    this.#folder = folder
    this.#path = join(folder, 'store')
  }

  static async make(): Promise<Both> {
    const both = new Both(await temporaryFolder())
    for (const [number, files] of sources.entries())
      await writeFiles(join(both.#folder, String(number)), files)
    await initStore(both.#path)
    for (let by = 0; by < 2; by += 1) both.#stores.push(await both.#open())
    return both
  }

  #open(): Promise<Store> {
    return openStore(this.#path, {
      clock: () => this.#now,
      disk: hastyDisk,
      stateFolder: join(this.#folder, 'state'),
    })
  }

  async close(): Promise<void> {
    for (const store of this.#stores) await store.close()
  }

  async take(step: Step, by: number): Promise<void> {
    const store = this.#stores[by]
    if (store === undefined) throw new Error('there are two stores')
    switch (step.do) {
      case 'pass':
        this.#now += step.hours * 60 * 60 * 1000
        return
      case 'reopen':
        await store.close()
        this.#stores[by] = await this.#open()
        return
      case 'verify': {
        const { findings } = await store.verify({ data: true })
        expect(findings).toEqual([])
        return
      }
      case 'snapshot':
        await this.#snapshot(store, step)
        break
      case 'derive':
        await this.#derive(store, step)
        break
      case 'tag':
        await same(
          answer(async () => (await store.tag(`${step.dataset}@v${step.version}`, step.tag)).changed),
          this.#tag(step),
        )
        break
      case 'untag': {
        const version = this.model.datasets.get(step.dataset)?.tags.get(step.tag)
        this.model.datasets.get(step.dataset)?.tags.delete(step.tag)
        await same(
          answer(async () => (await store.untag(step.dataset, step.tag)).version),
          version === undefined ? { error: 'not-found' } : { value: version },
        )
        break
      }
      case 'expire versions':
        await this.#expire(store, step.dataset, { versions: step.versions }, () =>
          this.model.expireVersions(step.dataset, step.versions),
        )
        break
      case 'expire':
        await this.#expire(store, step.dataset, { keep: step.keep }, () =>
          this.model.expireByRules(step.dataset, step.keep),
        )
        break
      case 'policy': {
        const known = this.model.datasets.get(step.dataset)
        if (known !== undefined) known.keep = step.keep
        await same(
          answer(async () => (await store.setPolicy(step.dataset, step.keep)).keep),
          known === undefined ? { error: 'not-found' } : { value: step.keep },
        )
        break
      }
      case 'restore':
        await this.#restore(store, step)
        break
      case 'collect': {
        const preview = await store.collect({ dryRun: true })
        const { objects, freedBytes } = await store.collect()
        expect({ objects, freedBytes }).toEqual({ objects: preview.objects, freedBytes: preview.freedBytes })
        expect({ goes: objects > 0 }).toEqual({ goes: this.model.collect(this.#now) })
        break
      }
      case 'check out':
        await this.#checkOut(store, step)
        break
    }
    // The other one sees it too.
    const dataset = 'dataset' in step ? step.dataset : undefined
    if (dataset !== undefined) await this.#compare(this.#stores[1 - by] ?? store, dataset)
  }

  async finish(): Promise<void> {
    for (const store of [...this.#stores, await this.#open()]) {
      const names = [...this.model.datasets.keys()].toSorted()
      const datasets = await store.datasets()
      expect(datasets.map(({ name, problem }) => ({ name, problem }))).toEqual(
        names.map((name) => ({ name, problem: undefined })),
      )
      for (const name of names) await this.#compare(store, name)
    }
    const { findings } = await (await this.#open()).verify({ data: true })
    expect(findings).toEqual([])
    for (const place of ['staging', 'leases']) expect(await readdir(join(this.#path, place))).toEqual([])
  }

  async #compare(store: Store, dataset: string): Promise<void> {
    const known = this.model.datasets.get(dataset)
    if (known === undefined) {
      await same(
        answer(() => store.versions(dataset)),
        { error: 'not-found' },
      )
      return
    }
    const tagsOf = (version: number) =>
      [...known.tags].filter(([, tagged]) => tagged === version).map(([tag]) => tag)
    const listed = await store.versions(dataset)
    expect(
      listed.map(({ version, id, expired, usedBy, restored, problem, ...rest }) => ({
        version,
        id,
        expired,
        tags: rest.tags.toSorted(),
        usedBy: usedBy.toSorted(),
        restored,
        problem,
      })),
    ).toEqual(
      known.versions.toReversed().map((version) => ({
        version: version.version,
        id: version.id,
        expired: version.expired,
        tags: tagsOf(version.version).toSorted(),
        usedBy: this.model.usersOf(version.id).toSorted(),
        restored: this.model.lacks(version) === 'its snapshot' ? undefined : version.restored,
        problem: undefined,
      })),
    )
    const newest = this.model.newest(dataset)
    await same(
      answer(async () => (await store.resolve(dataset)).id),
      newest === undefined ? { error: 'not-found' } : { value: newest.id },
    )
    for (const [tag, version] of known.tags)
      expect((await store.resolve(`${dataset}@${tag}`)).version).toBe(version)
    expect((await store.policy(dataset)).keep).toEqual(known.keep)
  }

  async #snapshot(store: Store, step: Extract<Step, { do: 'snapshot' }>): Promise<void> {
    const { dataset, source, tag, again } = step
    await this.#commit(store, dataset, source, undefined, tag, again)
  }

  async #derive(store: Store, step: Extract<Step, { do: 'derive' }>): Promise<void> {
    const { dataset, from, version, source, pinned } = step
    const input = this.model.present(from, version)
    const named = pinned ? `${from}@v${version}` : from
    if (input === undefined) {
      await same(
        answer(() => store.resolve(`${from}@v${version}`)),
        { error: 'not-found' },
      )
      return
    }
    const lineage: Lineage = {
      inputs: [{ dataset: from, version, id: input.id, named }],
      parameters: {},
      program: 'firn test',
      engine: 'none',
    }
    await this.#commit(store, dataset, source, { lineage, origin: { id: input.id, pinned } })
  }

  async #commit(
    store: Store,
    dataset: string,
    source: number,
    from?: { readonly lineage: Lineage; readonly origin: Origin },
    tag?: string,
    again = true,
  ): Promise<void> {
    const before = this.model.newest(dataset)
    const unchanged = this.model.isNewest(dataset, source, from?.origin)
    const writer = await store.begin('model')
    try {
      const parent = again || before === undefined ? {} : { parent: await store.resolve(dataset) }
      const taken = await writer.takeFiles(await walkSources([join(this.#folder, String(source))]), parent)
      const committed = await writer.commitSnapshot({
        dataset,
        kind: dataset === 'trained' ? 'training' : dataset === 'daily' ? 'aggregation' : 'raw',
        tree: await writer.writeTree(taken.entries),
        tables: [],
        ...(from === undefined ? {} : { lineage: from.lineage }),
        ...(tag === undefined ? {} : { tag }),
      })
      this.#committed(committed, { dataset, source, unchanged, origin: from?.origin, tag })
    } finally {
      await writer.release()
    }
  }

  #committed(
    committed: { id: string; version: number; changed: boolean; snapshot: { time: string } },
    meant: {
      dataset: string
      source: number
      unchanged: boolean
      origin: Origin | undefined
      tag: string | undefined
      restored?: number
    },
  ): void {
    const { dataset, source, unchanged, origin, tag, restored } = meant
    const versions = this.model.datasets.get(dataset)?.versions ?? []
    const { id, version, changed, snapshot } = committed
    const newest = this.model.newest(dataset)
    expect({ changed, version }).toEqual({
      changed: !unchanged,
      version: unchanged ? newest?.version : versions.length + 1,
    })
    if (unchanged) expect(id).toBe(newest?.id)
    else
      this.model.commit(dataset, dataset === 'trained', {
        version,
        id,
        source,
        origin,
        restored,
        time: Date.parse(snapshot.time),
        expired: false,
      })
    if (tag !== undefined) this.model.datasets.get(dataset)?.tags.set(tag, version)
  }

  #tag({ dataset, version, tag }: Extract<Step, { do: 'tag' }>): Answer {
    const known = this.model.datasets.get(dataset)
    if (known === undefined || this.model.present(dataset, version) === undefined)
      return { error: 'not-found' }
    const moved = known.tags.get(tag) !== version
    known.tags.set(tag, version)
    return { value: moved }
  }

  async #expire(
    store: Store,
    dataset: string,
    request: { versions?: number[]; keep?: KeepRules | undefined },
    meant: () => Answer,
  ): Promise<void> {
    const preview = await answer(
      async () => (await store.expire(dataset, { ...request, dryRun: true })).expired,
    )
    const done = await answer(async () => (await store.expire(dataset, request)).expired)
    const expected = meant()
    expect(done).toEqual(expected)
    // A preview shows what is refused too.
    if (!('error' in expected && expected.error === 'pinned')) expect(preview).toEqual(expected)
  }

  async #restore(store: Store, { dataset, version, tag }: Extract<Step, { do: 'restore' }>): Promise<void> {
    const old = this.model.datasets.get(dataset)?.versions.find((one) => one.version === version)
    const reference = `${dataset}@v${version}`
    const request = tag === undefined ? {} : { tag }
    const lacking = old === undefined ? 'its snapshot' : this.model.lacks(old)
    if (old === undefined || lacking !== undefined) {
      const error = lacking === 'its files' ? 'store-incomplete' : 'not-found'
      await same(
        answer(() => store.restore(reference, request)),
        { error },
      )
      return
    }
    const { source, origin } = old
    const unchanged = this.model.isNewest(dataset, source, origin)
    const meant = { dataset, source, unchanged, origin, tag, restored: version }
    this.#committed(await store.restore(reference, request), meant)
  }

  async #checkOut(store: Store, { dataset, version }: Extract<Step, { do: 'check out' }>): Promise<void> {
    const known: ModelVersion | undefined = this.model.present(dataset, version)
    const folder = join(this.#folder, `out-${(this.#checkouts += 1)}`)
    const quietly = { signal: new AbortController().signal, progress: () => {} }
    const out = answer(async () => {
      await store.checkOut(`${dataset}@v${version}`, folder, quietly)
      const files = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((one) =>
        one.isFile(),
      )
      const read = files.map(async ({ parentPath, name }) => {
        const file = join(parentPath, name)
        return [file.slice(folder.length + 1), await readFile(file, 'utf8')] as const
      })
      return Object.fromEntries(await Promise.all(read))
    })
    await same(out, known === undefined ? { error: 'not-found' } : { value: sources[known.source] })
  }
}

/** What came of something: a value, or the code of the error. */
async function answer(work: () => Promise<unknown>): Promise<Answer> {
  try {
    return { value: await work() }
  } catch (error) {
    if (error instanceof FirnError) return { error: error.code }
    throw error
  }
}

async function same(real: Promise<Answer>, meant: Answer): Promise<void> {
  expect(await real).toEqual(meant)
}
