import { existsSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createCaller } from '../../shared/contract/caller.ts'
import type { Contract } from '../../shared/contract/contract.ts'
import { FirnError } from '../../shared/contract/errors.ts'
import { transportPair } from '../../shared/contract/transport.ts'
import { createEngine } from './create-engine.ts'
import { createForkSpawner } from './process/fork.ts'
import { initStore } from './store/store.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'firn-reading-'))
  vi.stubEnv('FIRN_STORE', join(folder, 'default'))
})
afterEach(async () => {
  vi.unstubAllEnvs()
  await rm(folder, { recursive: true, force: true })
})

test('an engine for reading only makes no store, opens those that are there, and exports what was read', async () => {
  const stateFolder = join(folder, 'state')
  const engine = await createEngine(
    { host: 'served', stateFolder, allow: [folder], readOnly: true },
    createForkSpawner(),
  )
  try {
    const [near, far] = transportPair()
    engine.attach(far)
    const { call } = createCaller<Contract>(near, () => new FirnError('disconnected', 'Gone.'))
    const refused = { code: 'not-allowed', message: /for reading only/ }
    const made = join(folder, 'made')
    await expect(call('application.openStore', { path: made, create: true })).rejects.toMatchObject(refused)
    await expect(call('application.openDefault', {})).rejects.toMatchObject(refused)
    await expect(call('application.openSample', {})).rejects.toMatchObject(refused)
    expect(await readdir(folder)).toEqual(['state'])
    expect(existsSync(join(stateFolder, 'sample-store'))).toBe(false)

    await initStore(join(folder, 'default'))
    expect((await call('application.openDefault', {})).store).toBe(join(folder, 'default'))
    const { resultId } = await call('query.start', { sql: 'SELECT 1 AS one' })
    const target = join(folder, 'one.csv')
    expect(await call('query.export', { resultId, format: 'csv', target })).toMatchObject({ rows: 1 })
    expect(await readFile(target, 'utf8')).toBe('one\n1\n')
    near.close()
  } finally {
    await engine.close()
  }
})
