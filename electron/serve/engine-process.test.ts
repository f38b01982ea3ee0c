import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createCaller } from '../../shared/contract/caller.ts'
import type { Contract } from '../../shared/contract/contract.ts'
import { FirnError } from '../../shared/contract/errors.ts'
import type { Transport } from '../../shared/contract/transport.ts'
import { createBackOff } from '../core/process/back-off.ts'
import { createForkSpawner } from '../core/process/fork.ts'
import type { SpawnedProcess, Spawner } from '../core/process/spawner.ts'
import { type EngineProcess, startEngine } from './engine-process.ts'

let stateFolder: string
let spawned: SpawnedProcess[]
let engine: EngineProcess

beforeEach(async () => {
  stateFolder = await mkdtemp(join(tmpdir(), 'firn-engine-'))
  spawned = []
  const spawner = createForkSpawner()
  const recording: Spawner = {
    spawn: async (entry) => {
      const process = await spawner.spawn(entry)
      spawned.push(process)
      return process
    },
  }
  engine = await startEngine({ host: 'served', stateFolder, allow: [] }, recording)
})
afterEach(async () => {
  await engine.close()
  await rm(stateFolder, { recursive: true, force: true })
})

const ask = (line: Transport) =>
  createCaller<Contract>(line, () => new FirnError('engine-died', 'The engine ended.')).call(
    'application.info',
    {},
  )

test('a killed engine ends its lines and is replaced, as often as it takes', async () => {
  for (let round = 0; round < 2; round += 1) {
    const line = await engine.connect()
    expect((await ask(line)).host).toBe('served')
    const ended = new Promise<void>((resolve) => line.onClose(resolve))
    spawned.at(-1)?.kill()
    await ended
    await expect(ask(line)).rejects.toMatchObject({ code: 'engine-died' })
    expect((await ask(await engine.connect())).host).toBe('served')
  }
  expect(spawned).toHaveLength(3)
})

test('an engine that dies again and again is given up, and started once more when somebody asks', async () => {
  const startedAt: number[] = []
  const spawner = createForkSpawner()
  const dying: Spawner = {
    spawn: async (entry) => {
      startedAt.push(performance.now())
      const process = await spawner.spawn(entry)
      spawned.push(process)
      if (startedAt.length > 1 && startedAt.length < 7) process.kill()
      return process
    },
  }
  const mortal = await startEngine(
    { host: 'served', stateFolder, allow: [] },
    dying,
    { start: 60_000, line: 30_000, end: 5000 },
    createBackOff(undefined, [0, 20, 40, 60, 80]),
  )
  spawned.at(-1)?.kill()
  await expect.poll(() => mortal.hasGivenUp, { timeout: 20_000 }).toBe(true)
  expect(startedAt).toHaveLength(6)
  await expect(mortal.connect()).rejects.toMatchObject({ code: 'engine-died' })
  mortal.replace()
  expect((await ask(await mortal.connect())).host).toBe('served')
  expect(startedAt).toHaveLength(7)
  expect(mortal.hasGivenUp).toBe(false)
  await mortal.close()
})

test('an engine that hangs is replaced when somebody asks', async () => {
  const pid = spawned.at(-1)?.pid ?? 0
  process.kill(pid, 'SIGSTOP')
  const line = await engine.connect()
  const ended = new Promise<void>((resolve) => line.onClose(resolve))
  engine.replace()
  await ended
  expect((await ask(await engine.connect())).host).toBe('served')
})

test('an engine that is closed is not replaced', async () => {
  const line = await engine.connect()
  const ended = new Promise<void>((resolve) => line.onClose(resolve))
  await engine.close()
  await ended
  expect(engine.running).toBe(false)
  expect(spawned).toHaveLength(1)
})

test('an engine that cannot start says why', async () => {
  const cannot = startEngine(
    { host: 'served', stateFolder: '/dev/null/state', allow: [] },
    createForkSpawner(),
  )
  await expect(cannot).rejects.toThrow(/dev\/null|ENOTDIR|not a directory/)
})

test('an engine that never gets ready is given up, and ended', async () => {
  const silent = silentSpawner()
  const cannot = startEngine({ host: 'served', stateFolder, allow: [] }, silent, {
    start: 50,
    line: 50,
    end: 50,
  })
  await expect(cannot).rejects.toMatchObject({
    code: 'deadline',
    hint: expect.stringContaining(stateFolder) as string,
  })
  expect(silent.killed).toBe(1)
})

test('a line is refused while no engine can be started again', async () => {
  const silent = silentSpawner()
  const real = createForkSpawner()
  let first: SpawnedProcess | undefined
  const once: Spawner = {
    async spawn(entry) {
      if (first !== undefined) return await silent.spawn(entry)
      first = await real.spawn(entry)
      return first
    },
  }
  const patience = { start: 10_000, line: 200, end: 200 }
  const orphan = await startEngine({ host: 'served', stateFolder, allow: [] }, once, patience)
  const line = await orphan.connect()
  const ended = new Promise<void>((resolve) => line.onClose(resolve))
  first?.kill()
  await ended
  await expect(orphan.connect()).rejects.toMatchObject({ code: 'deadline' })
  expect(orphan.running).toBe(false)
  await orphan.close()
})

/** Starts processes that take what they are sent and say nothing, as over a disk that does not answer. */
function silentSpawner(): Spawner & { readonly killed: number } {
  let killed = 0
  return {
    get killed() {
      return killed
    },
    spawn: () =>
      Promise.resolve({
        pid: undefined,
        transport: { send: () => {}, onMessage: () => {}, onClose: () => {}, close: () => {} },
        kill: () => {
          killed += 1
        },
      }),
  }
}
