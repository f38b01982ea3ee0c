import { mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { isAlive } from '../core/testing/families.ts'
import { needs } from '../core/testing/requirements.ts'
import { runProgram } from './run-program.ts'

let folder: string
const written: string[] = []

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'firn-run-program-')))
  written.length = 0
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    written.push(String(text))
    return true
  })
})
afterEach(() => {
  vi.restoreAllMocks()
  rmSync(folder, { recursive: true, force: true })
})

/** Runs a shell until it has written the number of what it started into the file `pid`, then aborts it. */
async function abortAfterStart(script: string) {
  const asked = new AbortController()
  const running = runProgram(['sh', '-c', script], { PID: join(folder, 'pid') }, asked.signal, {
    graceMs: 200,
  })
  await expect.poll(() => written.join('')).toContain('started')
  asked.abort()
  return { end: await running, grandchild: Number(readFileSync(join(folder, 'pid'), 'utf8')) }
}

test('what a shell started ends with it', { timeout: 30_000 }, async () => {
  const { end, grandchild } = await abortAfterStart('sleep 600 & echo $! > "$PID"; echo started; wait')
  expect(end).toMatchObject({ exitCode: undefined, signal: 'SIGTERM' })
  await expect.poll(() => isAlive(grandchild)).toBe(false)
})

test('a grandchild that does not listen and holds the output is killed', { timeout: 30_000 }, async () => {
  const { end, grandchild } = await abortAfterStart(
    '(trap "" TERM; exec sleep 600) & echo $! > "$PID"; echo started; wait',
  )
  expect(end).toMatchObject({ signal: 'SIGTERM', log: 'started\n' })
  await expect.poll(() => isAlive(grandchild)).toBe(false)
})

test('one that has left the group and holds the output is not waited for', {
  timeout: 30_000,
}, async (context) => {
  needs(context, 'linux')
  const { end, grandchild } = await abortAfterStart(
    'setsid sh -c \'trap "" TERM; echo $$ > "$PID"; echo started; exec sleep 600\' & wait',
  )
  expect(end).toMatchObject({ signal: 'SIGTERM' })
  expect(isAlive(grandchild)).toBe(true)
  process.kill(grandchild, 'SIGKILL')
})

test('nothing is started for who has stopped waiting', async () => {
  const script = 'touch "$0"/made'
  await expect(runProgram(['sh', '-c', script, folder], {}, AbortSignal.abort())).rejects.toMatchObject({
    code: 'cancelled',
  })
})
