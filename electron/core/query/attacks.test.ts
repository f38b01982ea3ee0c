import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { FirnError } from '../../../shared/contract/errors.ts'
import { readerSpec } from './results/session.ts'
import { openBench, type QueryBench } from './testing/query-bench.ts'
import type { Worker } from './workers.ts'

const secret = 'FIRN-CANARY-5e1f'
let bench: QueryBench
let folder: string
let allowed: string
let attacks: string[]
let worker: Worker
let stopped = false
const view = () => ({ name: 'ok', sql: `SELECT * FROM read_parquet(['${allowed}'])` })

beforeAll(async () => {
  bench = await openBench()
  folder = join(bench.folder, 'data')
  allowed = join(folder, 'allowed.parquet')
  await mkdir(folder)
  await writeFile(join(folder, 'secret.csv'), `${secret}\n${secret}\n`)
  await bench.workers.using('writer', async (writer) => {
    const spec = await readerSpec({ views: [], readPaths: [] }, bench.limits, writer.scratchFolder)
    await writer.call('instance.open', { ...spec, writeFolder: folder })
    await writer.call('instance.run', { sql: `COPY (SELECT 1 AS a) TO '${allowed}'` })
    await writer.call('instance.run', {
      sql: `COPY (SELECT '${secret}' AS a) TO '${allowed}.other' (FORMAT parquet)`,
    })
  })
  await chmod(allowed, 0o444)
  bench.relations.set('ok', { sql: view().sql, readPaths: [allowed] })
  worker = await bench.workers.lease('interactive')
  const text = await readFile(new URL('testing/attacks.sql', import.meta.url), 'utf8')
  attacks = text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('-- ') && line !== '--')
    .map(filledIn)
})
afterAll(() => bench.close())

function filledIn(attack: string): string {
  return attack
    .replaceAll('{secret}', join(folder, 'secret.csv'))
    .replaceAll('{allowed}', allowed)
    .replaceAll('{out}', join(folder, 'out'))
    .replaceAll('{folder}', folder)
    .replaceAll('\\0', '\0')
    .replaceAll('\\;', ';')
}

/** Names and content of everything that lies beside the query's own file. */
async function fingerprint(): Promise<string> {
  const hash = createHash('sha256')
  for (const name of (await readdir(folder)).sort())
    hash.update(name).update(await readFile(join(folder, name)))
  return hash.digest('hex')
}

test('there are at least 150 attacks', () => {
  expect(attacks.length).toBeGreaterThanOrEqual(150)
})

test('the gate refuses each of them before anything runs', async () => {
  const before = await fingerprint()
  const passed: string[] = []
  const reasons: string[] = []
  for (const attack of attacks) {
    try {
      const result = await bench.results.start({ sql: attack }, bench)
      passed.push(attack)
      await bench.results.close(result.resultId)
    } catch (error) {
      expect(error, attack).toBeInstanceOf(FirnError)
      const { code, message } = error as FirnError
      reasons.push(`${attack}\n    ${code}: ${message}\n`)
    }
  }
  const told = reasons.join('').replaceAll(folder, '{folder}').replaceAll('\0', '\\0')
  await expect(told).toMatchFileSnapshot('testing/attacks.refused.txt')
  // One SELECT with a comment behind it is just that.
  expect(passed.filter((attack) => !/^SELECT 1 (--|\/\*)/.test(attack))).toEqual([])
  expect(await fingerprint()).toBe(before)
})

test('without the gate, the locked instance reads and writes nothing outside', async () => {
  const before = await fingerprint()
  const slowest = { ms: 0, attack: '' }
  const spec = async () => ({
    ...(await readerSpec({ views: [view()], readPaths: [allowed] }, bench.limits, worker.scratchFolder)),
  })
  const ask = async () => {
    if (!worker.alive || stopped) {
      stopped = false
      await worker.release()
      worker = await bench.workers.lease('interactive')
    }
    await worker.call('instance.open', await spec())
    return (await worker.call('instance.read', { sql: 'SELECT a FROM ok', limit: 1 })).rows
  }
  await ask()
  for (const attack of attacks) {
    const answer = await worker
      .call('instance.read', { sql: attack.replaceAll('\0', ' '), limit: 1000 }, { deadlineMs: 500 })
      .then(
        (read) => JSON.stringify(read.rows),
        () => '',
      )
    expect(answer, attack).not.toContain(secret)
    expect(answer, attack).not.toContain('root:')
    if (!worker.alive) await worker.release()
    const began = performance.now()
    // Some of these would bring the process down; then the next query is the next process's.
    expect(
      await ask().catch((error: FirnError) => (error.code === 'worker-died' ? ask() : Promise.reject(error))),
      attack,
    ).toEqual([[1]])
    const ms = performance.now() - began
    if (ms > slowest.ms) Object.assign(slowest, { ms, attack })
    expect(existsSync(join(folder, 'out')), attack).toBe(false)
  }
  expect(await fingerprint()).toBe(before)
  // A second is usual; on a loaded machine it is more, and what hangs never comes.
  expect(slowest.ms, slowest.attack).toBeLessThan(20_000)
  console.log(
    `${attacks.length} attacks; slowest next query ${Math.round(slowest.ms)} ms after: ${slowest.attack}`,
  )
}, 120_000)
