import { randomBytes } from 'node:crypto'
import { readdir, realpath, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { count, patience, seed, seeded } from '../testing/counts.ts'
import { needs } from '../testing/requirements.ts'
import { initStore, openStore } from './store.ts'
import { expectKept, expectLivesOn } from './testing/expect-kept.ts'
import { type StoreProgram, buildStoreProgram, start } from './testing/processes.ts'
import {
  type FailingCall,
  callPoints,
  choosePoints,
  failingCalls,
  oneThread,
  straceCounting,
  straceFailing,
} from './testing/system-calls.ts'
import { temporaryFolder, writeFiles } from './testing/temporary.ts'

let program: StoreProgram

beforeAll(async () => {
  program = await buildStoreProgram()
})

afterAll(() => program.remove())

/** How many calls of the system fail, each in a run of its own. */
const failures = count({ everyday: 12, soak: 2_000 })

const reading: ReadonlySet<FailingCall> = new Set(['read', 'pread64', 'getdents64', 'statx', 'fstat'])

test(`${failures} calls of the system that fail are typed errors and lose nothing`, {
  timeout: patience(300_000),
}, async (test) => {
  needs(test, 'linux', 'strace')
  const folder = await realpath(await temporaryFolder())
  await writeFiles(folder, {
    'source/first/a.csv': 'a\n1\n',
    'source/first/big.bin': randomBytes(1_200_000),
    'source/second/a.csv': 'a\n2\n',
  })
  const path = join(folder, 'store')
  const run = async (strace: readonly string[]) => {
    await rm(path, { recursive: true, force: true })
    await initStore(path)
    const life = [program.file, 'whole-life', path, 'events', join(folder, 'source')]
    return start('strace', [...strace, process.execPath, ...life], { env: oneThread }).finished
  }
  const recording = join(folder, 'recording')
  expect(await run(straceCounting(recording, failingCalls))).toMatchObject({ code: 0, errors: '' })
  const random = seeded(seed())
  const chosen = choosePoints(await callPoints(recording, failingCalls, `${folder}/`), failures, random)
  expect(new Set(chosen.map(({ call }) => call)).size).toBeGreaterThan(10)
  let refused = 0
  for (const [index, point] of chosen.entries()) {
    const errors = reading.has(point.call) ? ['EIO'] : ['EIO', 'ENOSPC', 'EACCES', 'EMFILE']
    const error = errors[Math.floor(random() * errors.length)] ?? 'EIO'
    const where = `${point.call} ${point.nth} fails with ${error}, seed ${seed()}`
    const { code, signal, facts, errors: said } = await run(straceFailing(point, error))
    const failure = facts.find((fact) => fact.error !== undefined)?.error
    // Node's own wake-up calls are writes too; one that fails ends it, as a crash.
    const aborted = point.call === 'write' && (signal === 'SIGABRT' || code === 134)
    if (!aborted)
      expect({ where, code, signal, said }).toEqual({
        where,
        code: failure === undefined ? 0 : 1,
        signal: null,
        said: '',
      })
    if (failure !== undefined) {
      refused += 1
      expect({ where, code: failure.code, message: failure.message }).toEqual({
        where,
        code: expect.stringMatching(/^(disk-full|not-allowed|io|file-unreadable)$/) as string,
        message: failure.message,
      })
    }
    await (await openStore(path)).close()
    for (const place of ['staging', 'leases'])
      expect({ where, left: await readdir(join(path, place)) }).toEqual({ where, left: [] })
    await expectKept(path, facts, where)
    if (index % 5 === 0) await expectLivesOn(path, join(folder, 'source'), where)
  }
  console.log(`${refused} of ${chosen.length} were told, the others did not matter`)
  expect(refused).toBeGreaterThan(failures / 4)
})
