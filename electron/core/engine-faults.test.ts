import { execFileSync } from 'node:child_process'
import { appendFile, chmod, cp, mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { needs } from './testing/requirements.ts'
import { openTestEngine, type TestEngine } from './testing/open-engine.ts'

/** What a user may meet: each with a clear message, and nothing lost. */
describe('faults', () => {
  let engine: TestEngine
  beforeEach(async () => {
    engine = await openTestEngine()
    await writeFile(join(engine.folder, 'good.csv'), 'id,name\n1,a\n2,b\n')
    await engine.call('snapshot.take', { dataset: 'good', sources: [join(engine.folder, 'good.csv')] })
  })
  afterEach(() => engine.close())

  const goodIsThere = async () => {
    const { firstPage } = await engine.call('query.start', { sql: 'FROM good' })
    expect(firstPage).toEqual([
      ['1', 'a'],
      ['2', 'b'],
    ])
    expect(await engine.call('store.verify', { data: true })).toMatchObject({ ok: true, findings: [] })
  }

  it('a query that is wrong points at the character', async () => {
    const sql = 'SELECT id,\n  nam FROM good'
    await expect(engine.call('query.start', { sql })).rejects.toMatchObject({
      code: 'sql-failed',
      context: { sql, position: sql.indexOf('nam') },
    })
    await expect(engine.call('query.start', { sql: 'SELEC 1' })).rejects.toMatchObject({
      code: 'sql-syntax',
      context: { position: 0 },
    })
    await goodIsThere()
  })

  it('a query that never ends is cancelled, and the next one answers', async () => {
    const stop = new AbortController()
    const endless = engine.call(
      'query.start',
      { sql: 'SELECT count(*) FROM range(1000000000000) a, range(1000000000000) b' },
      { signal: stop.signal },
    )
    setTimeout(() => stop.abort(), 300)
    await expect(endless).rejects.toMatchObject({ code: 'cancelled' })
    await goodIsThere()
  })

  it('a file that is missing, empty or damaged is named', async () => {
    const at = (name: string) => join(engine.folder, name)
    await writeFile(at('empty.csv'), '')
    await writeFile(at('damaged.parquet'), 'PAR1 this is no parquet file PAR1')
    await mkdir(at('nothing'))
    const take = (name: string) => engine.call('snapshot.take', { dataset: 'bad', sources: [at(name)] })
    await expect(take('gone.csv')).rejects.toMatchObject({
      code: 'file-missing',
      message: expect.stringContaining('gone.csv') as string,
    })
    await expect(take('empty.csv')).rejects.toMatchObject({
      code: 'format',
      message: expect.stringContaining('empty') as string,
    })
    await expect(take('damaged.parquet')).rejects.toMatchObject({
      code: 'format',
      message: expect.stringContaining('damaged.parquet') as string,
    })
    await expect(take('nothing')).rejects.toMatchObject({ code: 'nothing-to-read' })
    const { datasets } = await engine.call('catalogue.list', {})
    expect(datasets.map((dataset) => dataset.name)).toEqual(['good'])
    await goodIsThere()
  })

  it('a pipe alone is nothing to keep, and makes no version', async (test) => {
    needs(test, 'linux')
    const pipe = join(engine.folder, 'pipe')
    execFileSync('mkfifo', [pipe])
    await expect(engine.call('snapshot.take', { dataset: 'bad', sources: [pipe] })).rejects.toMatchObject({
      code: 'nothing-to-read',
      message: expect.stringContaining('pipe", only pipes') as string,
    })
    await expect(engine.call('dataset.versions', { dataset: 'bad' })).rejects.toMatchObject({
      code: 'not-found',
    })
    await goodIsThere()
  })

  it('hidden files beside a table are kept and told once', async () => {
    const folder = join(engine.folder, 'beside')
    await mkdir(folder)
    for (const name of ['.a.csv', '.b.csv', 'c.csv']) await writeFile(join(folder, name), 'x\n1\n')
    const { warnings, files } = await engine.call('snapshot.take', { dataset: 'beside', sources: [folder] })
    expect(files).toBe(3)
    expect(warnings).toEqual(['2 files, such as .a.csv, are kept, but part of no table: a hidden file.'])
  })

  it('a file that changes after it was opened is read anew or named, never half', async () => {
    const file = join(engine.folder, 'live.csv')
    await writeFile(file, 'id,name\n1,a\n')
    const before = await engine.call('query.start', { sql: `FROM '${file}'` })
    expect(before.firstPage).toEqual([['1', 'a']])
    await appendFile(file, 'x,b\n')
    const after = await engine.call('query.start', { sql: `FROM '${file}'` })
    expect(after.firstPage).toEqual([
      ['1', 'a'],
      ['x', 'b'],
    ])
    await rm(file)
    await expect(engine.call('query.start', { sql: `FROM '${file}'` })).rejects.toMatchObject({
      code: 'file-missing',
    })
  })

  it('a snapshot that is cancelled leaves nothing behind', async () => {
    const file = join(engine.folder, 'large.csv')
    execFileSync('sh', ['-c', `yes '123456,some text that fills a line' | head -n 3000000 > "${file}"`])
    const objects = async () => (await readdir(join(engine.store, 'objects'), { recursive: true })).length
    const before = await objects()
    const stop = new AbortController()
    const taking = engine.call(
      'snapshot.take',
      { dataset: 'large', sources: [file] },
      { signal: stop.signal, onProgress: () => stop.abort() },
    )
    await expect(taking).rejects.toMatchObject({ code: 'cancelled' })
    await expect.poll(async () => (await engine.call('jobs.list', {})).jobs.at(-1)?.state).toBe('cancelled')
    await expect.poll(() => readdir(join(engine.store, 'staging'))).toEqual([])
    expect(await objects()).toBe(before)
    await goodIsThere()
  })

  it('a killed worker rejects its call with a code, and the next query answers', async () => {
    const endless = engine.call('query.start', {
      sql: 'SELECT count(*) FROM range(1000000000000) a, range(1000000000000) b',
    })
    const outcome = endless.then(
      () => undefined,
      (error: unknown) => error,
    )
    await new Promise((resolve) => setTimeout(resolve, 600))
    for (const pid of childrenOf(process.pid)) process.kill(pid, 'SIGKILL')
    expect(await outcome).toMatchObject({ code: 'worker-died' })
    await goodIsThere()
  })

  it('a store of a newer format can be read and says so', async () => {
    const copy = join(engine.folder, 'newer')
    await cp(engine.store, copy, { recursive: true })
    await chmod(join(copy, 'firn.json'), 0o644)
    const file = JSON.parse(execFileSync('cat', [join(copy, 'firn.json')], { encoding: 'utf8' })) as object
    await writeFile(join(copy, 'firn.json'), JSON.stringify({ ...file, format: 2 }))
    await engine.call('application.openStore', { path: copy })
    expect((await engine.call('store.info', {})).readOnly).toMatch(/read only/)
    await expect(
      engine.call('snapshot.take', { dataset: 'x', sources: [join(engine.folder, 'good.csv')] }),
    ).rejects.toMatchObject({ code: 'store-newer' })
    expect((await engine.call('query.start', { sql: 'FROM good' })).firstPage).toHaveLength(2)
  })
})

function childrenOf(pid: number): number[] {
  const listed = execFileSync('ps', ['--ppid', String(pid), '-o', 'pid=,args='], { encoding: 'utf8' })
  return listed
    .split('\n')
    .filter((line) => line.includes('worker.js'))
    .map((line) => Number(line.trim().split(' ')[0]))
}
