import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Caller, createCaller } from '../../shared/contract/caller.ts'
import type { Contract } from '../../shared/contract/contract.ts'
import { FirnError } from '../../shared/contract/errors.ts'
import { transportPair } from '../../shared/contract/transport.ts'
import { createEngine } from './create-engine.ts'
import type { EngineConfig } from './engine-config.ts'
import { createForkSpawner } from './process/fork.ts'
import { initStore } from './store/store.ts'

let folder: string
let ends: (() => Promise<void>)[]

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'firn-session-'))
  ends = []
})
afterEach(async () => {
  for (const end of ends) await end()
  await rm(folder, { recursive: true, force: true })
})

interface Started {
  /** Opens a line, as a window does; `close` cuts it. */
  line(): { readonly call: Caller<Contract>['call']; close(): void }
  close(): Promise<void>
}

async function start(config: Partial<EngineConfig>): Promise<Started> {
  const whole: EngineConfig = { host: 'served', stateFolder: join(folder, 'state'), allow: [], ...config }
  const engine = await createEngine(whole, createForkSpawner())
  const close = async () => await engine.close()
  ends.push(close)
  return {
    close,
    line() {
      const [near, far] = transportPair()
      engine.attach(far)
      const { call } = createCaller<Contract>(near, () => new FirnError('disconnected', 'The line is cut.'))
      return { call, close: () => near.close() }
    },
  }
}

async function storeIn(name: string): Promise<{ readonly path: string; readonly id: string }> {
  const { path, id } = await initStore(join(folder, name))
  return { path, id }
}

test.each(['desktop', 'served'] as const)(
  'in the %s a store that was opened before opens again after a restart, and no other one does',
  async (host) => {
    await mkdir(join(folder, 'allowed'))
    const { path } = await storeIn('allowed/mine')
    const { path: foreign } = await storeIn('foreign')
    const first = await start({ host, allow: [join(folder, 'allowed')] })
    await first.line().call('application.openStore', { path })
    await first.close()
    const { call } = (await start({ host })).line()
    const { stores } = await call('application.recent', {})
    expect(stores.map((store) => store.path)).toEqual([path])
    expect(await call('application.openStore', { path })).toMatchObject({ store: path })
    for (const create of [true, false])
      await expect(call('application.openStore', { path: foreign, create })).rejects.toMatchObject({
        code: 'not-allowed',
      })
  },
)

test('a list of recent stores that is damaged allows nothing and keeps nothing closed', async () => {
  const { path } = await storeIn('mine')
  await mkdir(join(folder, 'state'))
  await writeFile(join(folder, 'state', 'recent-stores.json'), '{"stores":[{')
  const { call } = (await start({ allow: [folder] })).line()
  expect(await call('application.openStore', { path })).toMatchObject({ store: path })
})

test('a line that is opened again goes on with the store of the window', async () => {
  const a = await storeIn('a')
  const b = await storeIn('b')
  const engine = await start({ store: a.path, allow: [folder] })
  const before = engine.line()
  await before.call('application.openStore', { path: b.path })
  before.close()
  const { call } = engine.line()
  const source = join(folder, 'rows.csv')
  await writeFile(source, 'id\n1\n')
  expect(await call('application.reopenStore', b)).toMatchObject({ store: b.path })
  await call('snapshot.take', { dataset: 'rows', sources: [source] })
  expect(await call('application.info', {})).toMatchObject({ store: b.path })
  expect(await engine.line().call('catalogue.list', {})).toMatchObject({ datasets: [] })
})

test('a store that is gone is waited for, and no other one stands in for it', async () => {
  const a = await storeIn('a')
  const b = await storeIn('b')
  const engine = await start({ store: a.path, allow: [folder] })
  await engine.line().call('application.openStore', { path: b.path })
  await rename(b.path, `${b.path}-away`)
  const { call } = engine.line()
  const gone = { code: 'no-store', message: expect.stringContaining(b.path) as string }
  await expect(call('application.reopenStore', b)).rejects.toMatchObject(gone)
  await expect(call('catalogue.list', {})).rejects.toMatchObject(gone)
  await expect(call('store.info', {})).rejects.toMatchObject(gone)

  // Another store in its place is not taken for it either.
  await initStore(b.path)
  await expect(call('store.info', {})).rejects.toMatchObject({
    code: 'no-store',
    message: expect.stringContaining('Another store') as string,
  })
  await rm(b.path, { recursive: true })
})

test('a store that comes back is open again without a word', async () => {
  const b = await storeIn('b')
  const engine = await start({ allow: [folder] })
  await engine.line().call('application.openStore', { path: b.path })
  await rename(b.path, `${b.path}-away`)
  const { call } = engine.line()
  await expect(call('application.reopenStore', b)).rejects.toMatchObject({ code: 'no-store' })
  await rename(`${b.path}-away`, b.path)
  expect(await call('store.info', {})).toMatchObject(b)
  expect(await readFile(join(b.path, 'firn.json'), 'utf8')).toContain(b.id)
})

test('a store that this window may not open leaves it without any', async () => {
  const a = await storeIn('a')
  await mkdir(join(folder, 'elsewhere'))
  const b = await storeIn('elsewhere/b')
  const { call } = (await start({ store: a.path })).line()
  await expect(call('application.reopenStore', b)).rejects.toMatchObject({ code: 'not-allowed' })
  await expect(call('store.info', {})).rejects.toMatchObject({ code: 'no-store' })
})
