import { randomUUID } from 'node:crypto'
import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { count, patience } from '../testing/counts.ts'
import { realDisk } from './durable.ts'
import { openStore, type Store, walkSources } from './store.ts'
import { failingDisk } from './testing/failing-disk.ts'
import { snapshot, temporaryStore, writeFiles } from './testing/temporary.ts'

/** Takes files into the dataset of their name, all in one step. */
async function together(store: Store, folder: string, names: readonly string[], tag?: string) {
  const parts = await Promise.all(
    names.map(async (dataset) => {
      const writer = await store.begin(`snapshot ${dataset}`)
      const taken = await writer.takeFiles(await walkSources([join(folder, `${dataset}.csv`)]))
      const tree = await writer.writeTree(taken.entries)
      const tagged = tag === undefined ? {} : { tag }
      return { writer, draft: { dataset, kind: 'raw' as const, tree, tables: [], ...tagged } }
    }),
  )
  try {
    return await store.commitTogether(parts)
  } finally {
    for (const { writer } of parts) await writer.release()
  }
}

async function versionsOf(store: Store): Promise<Record<string, number>> {
  const there = (await store.datasets()).filter(({ versions }) => versions > 0)
  return Object.fromEntries(there.map(({ name, versions }) => [name, versions]))
}

test('versions of several datasets are committed in one step', async () => {
  const { folder, path, store } = await temporaryStore()
  await writeFiles(folder, { 'orders.csv': '1', 'users.csv': 'a' })
  expect(await together(store, folder, ['orders', 'users'], 'day-1')).toMatchObject([
    { version: 1, changed: true, snapshot: { dataset: 'orders' } },
    { version: 1, changed: true, snapshot: { dataset: 'users' } },
  ])
  await writeFiles(folder, { 'orders.csv': '2' })
  expect(await together(store, folder, ['orders', 'users'])).toMatchObject([
    { version: 2, changed: true },
    { version: 1, changed: false },
  ])
  expect((await store.resolve('users@day-1')).version).toBe(1)
  for (const place of ['staging', 'leases']) expect(await readdir(join(path, place))).toEqual([])
  expect((await store.verify({ data: true })).findings).toEqual([])
})

test('when one of them cannot be committed, none is', async () => {
  const { folder, path, store } = await temporaryStore()
  await writeFiles(folder, { 'orders.csv': '1', 'users.csv': 'a', 'held.csv': 'x' })
  await snapshot(store, 'held', [join(folder, 'held.csv')], { kind: 'aggregation' })
  await expect(together(store, folder, ['orders', 'held'])).rejects.toMatchObject({ code: 'conflict' })
  await expect(together(store, folder, ['orders', 'users', 'orders'])).rejects.toMatchObject({
    code: 'invalid-input',
  })
  expect(await versionsOf(store)).toEqual({ held: 1 })
  for (const place of ['staging', 'leases']) expect(await readdir(join(path, place))).toEqual([])
})

test(
  'whatever fails in between, all are there after the next opening, or none',
  async () => {
    const attempt = async (nth: number) => {
      const { folder, path } = await temporaryStore()
      await writeFiles(folder, { 'orders.csv': '1', 'users.csv': 'a' })
      const { disk, operations } = failingDisk(nth, 'EIO')
      let opening = 0
      const work = async () => {
        const failing = await openStore(path, { disk })
        opening = operations()
        try {
          await together(failing, folder, ['orders', 'users'])
        } finally {
          await failing.close()
        }
      }
      const outcome = await work().then(
        () => 'done',
        () => 'failed',
      )
      const after = await openStore(path)
      const versions = await versionsOf(after)
      expect([{}, { orders: 1, users: 1 }], `operation ${nth}`).toContainEqual(versions)
      if (outcome === 'done') expect(versions, `operation ${nth}`).toEqual({ orders: 1, users: 1 })
      expect((await after.verify({ data: true })).findings).toEqual([])
      await after.close()
      return { outcome: `${outcome} ${Object.keys(versions).length}`, opening, operations: operations() }
    }
    const whole = await attempt(Number.POSITIVE_INFINITY)
    const span = whole.operations - whole.opening
    const attempts = Math.min(span, count({ everyday: 16, soak: 1_000 }))
    const outcomes = new Set([whole.outcome])
    for (let each = 0; each < attempts; each += 1)
      outcomes.add((await attempt(whole.opening + 1 + Math.floor((each * span) / attempts))).outcome)
    expect([...outcomes].toSorted()).toEqual(['done 2', 'failed 0', 'failed 2'])
  },
  patience(240_000),
)

test('what was begun together and cannot be finished is told', async () => {
  const { path, store } = await temporaryStore()
  const staging = join(path, 'staging', randomUUID())
  const draft = (dataset: string) => ({ dataset, kind: 'raw', tree: 'a'.repeat(64), tables: [] })
  await mkdir(staging)
  const intent = { together: randomUUID(), drafts: [draft('orders'), draft('users')] }
  await writeFile(join(staging, 'intent.json'), JSON.stringify(intent))
  await store.close()
  const again = await openStore(path)
  expect((await again.verify()).findings).toMatchObject([{ kind: 'unfinished', object: staging }])
  await rm(staging, { recursive: true })
  expect((await again.verify()).findings).toEqual([])
  await again.close()
})

test('of what is being committed together a set holds all or nothing', async () => {
  const { folder, path, store } = await temporaryStore()
  await writeFiles(folder, { 'orders.csv': '1', 'users.csv': 'a' })
  await together(store, folder, ['orders', 'users'])
  await writeFiles(folder, { 'orders.csv': '2', 'users.csv': 'b' })
  let setAsked: () => void = () => {}
  const asked = new Promise<void>((resolve) => {
    setAsked = resolve
  })
  let entries = 0
  const slow = await openStore(path, {
    disk: {
      ...realDisk,
      async link(from, to) {
        const made = await realDisk.link(from, to)
        // Between the two entries somebody asks for a set.
        if (to.includes('/log/') && (entries += 1) === 1) {
          making = store.makeSet({ dataset: 'both', members: ['orders', 'users'], program: 'test' })
          setAsked()
          expect(await readFile(to, 'utf8')).toContain('"together"')
          expect(await isStillMaking()).toBe(true)
        }
        return made
      },
    },
  })
  let making: Promise<unknown> | undefined
  const isStillMaking = () =>
    Promise.race([
      making?.then(() => false),
      // Long enough for the references to be looked up many times.
      readdirManyTimes(path).then(() => true),
    ])
  await together(slow, folder, ['orders', 'users'])
  await asked
  await making
  await slow.close()
  const { members = [] } = await store.setMembers('both')
  expect(members.map(({ dataset, version }) => `${dataset} ${version}`)).toEqual(['orders 2', 'users 2'])
})

async function readdirManyTimes(path: string): Promise<void> {
  for (let time = 0; time < 500; time += 1) await readdir(join(path, 'staging'))
}
