import { existsSync } from 'node:fs'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type Caller, createCaller } from '../../shared/contract/caller.ts'
import type { Contract } from '../../shared/contract/contract.ts'
import { FirnError } from '../../shared/contract/errors.ts'
import { transportPair } from '../../shared/contract/transport.ts'
import { createEngine } from './create-engine.ts'
import { createForkSpawner } from './process/fork.ts'
import { initStore } from './store/store.ts'
import { changingInputs, undecidedMethods } from './testing/changing-calls.ts'
import { openTestEngine } from './testing/open-engine.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'firn-reading-'))
  vi.stubEnv('FIRN_STORE', join(folder, 'default'))
})
afterEach(async () => {
  vi.unstubAllEnvs()
  await rm(folder, { recursive: true, force: true })
})

const refused = { code: 'not-allowed', message: /for reading only/, hint: /--read-only/ }

async function withReader(
  store: string | undefined,
  work: (call: Caller<Contract>['call']) => Promise<void>,
): Promise<void> {
  const engine = await createEngine(
    {
      host: 'served',
      stateFolder: join(folder, 'state'),
      allow: [folder],
      readOnly: true,
      ...(store === undefined ? {} : { store }),
    },
    createForkSpawner(),
  )
  try {
    const [near, far] = transportPair()
    engine.attach(far)
    await work(createCaller<Contract>(near, () => new FirnError('disconnected', 'Gone.')).call)
    near.close()
  } finally {
    await engine.close()
  }
}

test('an engine for reading only makes no store, opens those that are there, and hands out what was read', async () => {
  await withReader(undefined, async (call) => {
    const made = join(folder, 'made')
    await expect(call('application.openStore', { path: made, create: true })).rejects.toMatchObject(refused)
    await expect(call('application.openDefault', {})).rejects.toMatchObject(refused)
    await expect(call('application.openSample', {})).rejects.toMatchObject(refused)
    expect(await readdir(folder)).toEqual(['state'])
    expect(existsSync(join(folder, 'state', 'sample-store'))).toBe(false)

    await initStore(join(folder, 'default'))
    expect((await call('application.openDefault', {})).store).toBe(join(folder, 'default'))
    const { resultId } = await call('query.start', { sql: 'SELECT 1 AS one' })
    const target = join(folder, 'one.csv')
    await expect(call('query.export', { resultId, format: 'csv', target })).rejects.toMatchObject(refused)
    expect(existsSync(target)).toBe(false)
    expect(await call('query.export', { resultId, format: 'csv' })).toMatchObject({ rows: 1 })
  })
})

test('every method is known to change something, or to change nothing', () => {
  expect(undecidedMethods()).toEqual([])
})

test('every method that changes something is refused with one error, and the store stays as it was', async () => {
  const source = join(folder, 'good.csv')
  const writer = await openTestEngine()
  try {
    for (const text of ['id,name\n1,a\n', 'id,name\n1,a\n2,b\n']) {
      await writeFile(source, text)
      await writer.call('snapshot.take', { dataset: 'good', sources: [source] })
    }
    await writer.call('tag.set', { reference: 'good@v1', name: 'kept' })
    // What the folder of a version would hold is proven, and that must not be noted either.
    await rm(join(writer.store, 'cache'), { recursive: true, force: true })
    const before = await readdir(writer.store, { recursive: true })
    await writeFile(source, 'id,name\n3,c\n')
    await withReader(writer.store, async (call) => {
      expect((await call('store.info', {})).readOnly).toBe('Firn was started for reading only.')
      for (const [name, input] of Object.entries(changingInputs(source, folder)))
        await expect(call(name as 'tag.set', input as never), name).rejects.toMatchObject(refused)
      // What only looks is answered.
      expect(
        (await call('dataset.expire', { dataset: 'good', versions: [1], dryRun: true })).expired,
      ).toEqual([])
      expect(await call('query.start', { sql: 'SELECT count(*) FROM good' })).toMatchObject({
        firstPage: [['2']],
      })
      expect(await call('store.verify', { data: true })).toMatchObject({ ok: true, findings: [] })
    })
    expect(await readdir(writer.store, { recursive: true })).toEqual(before)
    expect(existsSync(join(folder, 'made'))).toBe(false)
  } finally {
    await writer.close()
  }
})
