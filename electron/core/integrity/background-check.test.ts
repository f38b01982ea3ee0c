import { chmod, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { VerifyFinding } from '../../../shared/contract/store.ts'
import { layout } from '../store/layout.ts'
import { snapshot, temporaryStore, writeFiles } from '../store/testing/temporary.ts'
import { startBackgroundCheck } from './background-check.ts'

const day = 24 * 60 * 60 * 1000

/** A store whose proofs are six days old, and what a background check of it does until it rests for an hour. */
async function oneRound(options: { readonly on?: boolean; readonly busyFor?: number } = {}) {
  let now = Date.now()
  const { store, path, folder } = await temporaryStore({ clock: () => now })
  await writeFiles(folder, { 'a.csv': 'a\n1\n', 'b.csv': 'b\n2\n' })
  await snapshot(store, 'events', [join(folder, 'a.csv'), join(folder, 'b.csv')])
  now += 6 * day
  const found: VerifyFinding[] = []
  const waits: number[] = []
  let completed = 0
  let busyFor = options.busyFor ?? 0
  const run = () =>
    new Promise<void>((resolve) => {
      const check = startBackgroundCheck({
        store,
        isOn: () => options.on !== false,
        isBusy: () => busyFor > 0,
        found: (finding) => Promise.resolve(void found.push(finding)),
        completed: () => Promise.resolve(void (completed += 1)),
        wait: async (milliseconds, signal) => {
          waits.push(milliseconds)
          busyFor -= 1
          const rests = milliseconds >= 60 * 60 * 1000
          if (rests || waits.length > 500) {
            resolve()
            void check.stop()
          }
          signal.throwIfAborted()
          await Promise.resolve()
        },
      })
    })
  return { store, path, run, found, waits, completed: () => completed }
}

test('renews the proofs of all objects, and finds what has changed with the versions that have it', async () => {
  const { store, path, run, found, completed } = await oneRound()
  const [entry] = await store.tree(await store.resolve('events'))
  const file = layout.object(path, entry?.sha256 ?? '')
  await chmod(file, 0o644)
  const bytes = await readFile(file)
  await writeFile(
    file,
    bytes.map((byte) => byte ^ 1),
  )
  const before = await store.dueObjects(5 * day)
  expect(before.due).toHaveLength(before.objects)
  await run()
  expect(completed()).toBe(1)
  expect(found).toMatchObject([{ kind: 'object-damaged', object: entry?.sha256, snapshots: ['events@v1'] }])
  // What is damaged has no proof and stays due; the test is quicker than the 2 s after which a file counts as settled.
  expect((await store.dueObjects(5 * day)).due).toContain(entry?.sha256)
})

test('does nothing while it is switched off', async () => {
  const { run, found, waits, completed } = await oneRound({ on: false })
  await run()
  expect({ found, completed: completed() }).toEqual({ found: [], completed: 0 })
  expect(new Set(waits.slice(1))).toEqual(new Set([2_000]))
})

test('waits as long as something else runs', async () => {
  const { run, waits, completed } = await oneRound({ busyFor: 50 })
  await run()
  expect(completed()).toBe(1)
  expect(waits.filter((wait) => wait === 2_000).length).toBeGreaterThanOrEqual(49)
})
