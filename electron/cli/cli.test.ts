import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { builtFolder } from '../core/process/entry-files.ts'

/** The built command line, as a script calls it. */
describe('the command line', () => {
  let folder: string
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'firn-cli-'))
    writeFileSync(join(folder, 'a.csv'), 'id,city,price\n1,Oslo,2.5\n2,Bern,\n3,Rom,7\n')
    writeFileSync(join(folder, 'b.csv'), 'id,city,price\n1,Oslo,2.5\n2,Bern,4\n4,Wien,1\n')
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  function firn(...args: string[]): { status: number | null; stdout: string; stderr: string } {
    return firnWith({}, ...args)
  }

  function firnWith(
    env: NodeJS.ProcessEnv,
    ...args: string[]
  ): { status: number | null; stdout: string; stderr: string } {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [join(builtFolder(), 'cli', 'main.js'), ...args],
      {
        cwd: folder,
        encoding: 'utf8',
        env: { ...process.env, FIRN_STORE: join(folder, 'store'), FIRN_STATE: join(folder, 'state'), ...env },
      },
    )
    return { status, stdout, stderr }
  }

  function json(...args: string[]): Record<string, unknown> {
    const { status, stdout, stderr } = firn(...args, '--json')
    expect(status, stderr).toBe(0)
    return JSON.parse(stdout) as Record<string, unknown>
  }

  it('goes through a whole day of work', () => {
    expect(json('init')).toMatchObject({ store: join(folder, 'store'), format: 1 })
    expect(json('inspect', 'a.csv')).toMatchObject({
      tables: [
        {
          name: 'a',
          format: 'csv',
          files: 1,
          rows: 3,
          rejected: 0,
          columns: [
            { name: 'id', type: 'BIGINT', present: 3 },
            { name: 'city' },
            { name: 'price', type: 'DOUBLE', present: 2 },
          ],
        },
      ],
    })
    expect(json('snapshot', 'prices', 'a.csv', '-m', 'first', '--tag', 'start')).toMatchObject({
      dataset: 'prices',
      version: 1,
      changed: true,
      files: 1,
      warnings: [],
    })
    expect(json('snapshot', 'prices', 'b.csv')).toMatchObject({ version: 2, changed: true })
    expect(json('snapshot', 'prices', 'b.csv')).toMatchObject({ version: 2, changed: false, newBytes: 0 })
    expect(json('list')).toMatchObject({
      datasets: [
        {
          name: 'prices',
          kind: 'raw',
          versions: 2,
          latest: 2,
          rows: 3,
          tags: [{ name: 'start', version: 1 }],
        },
      ],
    })
    expect(json('log', 'prices')).toMatchObject({
      entries: [
        { action: 'snapshot', version: 2 },
        { action: 'tag' },
        { action: 'snapshot', version: 1 },
        { action: 'create' },
      ],
    })
    expect(json('compare', 'prices@v1', 'prices@v2')).toMatchObject({
      rows: { a: 3, b: 3, added: 1, removed: 1, changed: 1, same: 1 },
      cells: { changed: 1 },
      keys: { columns: ['id'], source: 'proposed' },
    })
    expect(json('verify', '--data')).toMatchObject({ ok: true, findings: [] })
    expect(json('expire', 'prices', '--keep-last', '1', '--dry-run')).toMatchObject({
      expired: [],
      kept: [{ version: 1 }, { version: 2 }],
    })
    expect(json('show', 'prices@start')).toMatchObject({
      dataset: 'prices',
      version: 1,
      tags: ['start'],
      statistics: { rows: '3' },
    })
  }, 120_000)

  it('holds datasets together as one version', () => {
    const held = (...args: string[]) => json(...args, '--store', 'held')
    held('init')
    held('snapshot', 'prices', 'a.csv', '--tag', 'prod')
    expect(held('set', 'release', 'prices@prod', '-m', 'first')).toMatchObject({
      dataset: 'release',
      version: 1,
      changed: true,
      newBytes: 0,
      members: [{ dataset: 'prices', version: 1, named: 'prices@prod', rows: 3 }],
    })
    held('snapshot', 'prices', 'b.csv')
    expect(held('set', 'release', 'prices')).toMatchObject({ version: 2, changed: true })
    expect(held('compare', 'release@v1', 'release@v2')).toEqual({
      a: 'release@v1',
      b: 'release@v2',
      members: [
        {
          dataset: 'prices',
          change: 'changed',
          a: expect.objectContaining({ version: 1 }) as object,
          b: expect.objectContaining({ version: 2 }) as object,
        },
      ],
    })
    expect(held('show', 'release@v1')).toMatchObject({ kind: 'set', members: [{ dataset: 'prices' }] })
  }, 240_000)

  it('takes snapshots of several datasets in one step', () => {
    json('init', '--store', 'several')
    const into = (...parts: string[]) => [
      'snapshot',
      '--store',
      'several',
      ...parts.flatMap((part) => ['--into', part]),
    ]
    const none = firn(...into('prices=a.csv', 'cities=missing.csv'), '--json')
    expect(none.status).toBe(1)
    expect(json('list', '--store', 'several')).toEqual({ datasets: [] })
    expect(json(...into('prices=a.csv', 'cities=b.csv', 'cities=a.csv'), '--tag', 'day-1')).toMatchObject({
      snapshots: [
        { dataset: 'prices', version: 1, files: 1, changed: true },
        { dataset: 'cities', version: 1, files: 2, changed: true },
      ],
    })
    expect(json('list', '--store', 'several')).toMatchObject({
      datasets: [{ tags: [{ name: 'day-1', version: 1 }] }, { tags: [{ name: 'day-1', version: 1 }] }],
    })
    expect(firn(...into('prices')).status).toBe(2)
    expect(firn('snapshot', 'prices').status).toBe(2)
  }, 240_000)

  it('puts versions onto a branch', () => {
    const beside = (...args: string[]) => json(...args, '--store', 'branched')
    beside('init')
    beside('snapshot', 'prices', 'a.csv')
    expect(beside('branch', 'prices@v1', 'cleanup', '--switch')).toEqual({
      dataset: 'prices',
      branch: 'cleanup',
      version: 1,
      changed: true,
    })
    expect(beside('snapshot', 'prices', 'b.csv')).toMatchObject({ version: 2, changed: true })
    expect(beside('branch', 'prices')).toMatchObject({
      current: 'cleanup',
      branches: [
        { name: 'main', version: 1 },
        { name: 'cleanup', version: 2 },
      ],
    })
    expect(beside('list')).toMatchObject({ datasets: [{ latest: 1, branch: 'cleanup' }] })
    expect(beside('switch', 'prices', 'main')).toMatchObject({ branch: 'main', version: 1, changed: true })
  }, 240_000)

  it('writes values as the interface promises', () => {
    const { status, stdout } = firn(
      'sql',
      `SELECT 1::BIGINT AS big, 1::INTEGER AS small, 1.50::DECIMAL(4,2) AS exact, 'nan'::DOUBLE AS odd, 0.5::DOUBLE AS half,
        TIMESTAMPTZ '2026-01-01 12:00:00+02' AS at, DATE '2026-01-05' AS day, '\\x00ab'::BLOB AS bytes, NULL AS nothing, 1 AS small`,
      '--json',
    )
    expect(status).toBe(0)
    expect(JSON.parse(stdout)).toEqual([
      {
        big: '1',
        small: 1,
        exact: '1.50',
        odd: 'NaN',
        half: 0.5,
        at: '2026-01-01 10:00:00Z',
        day: '2026-01-05',
        bytes: 'AGFi',
        nothing: null,
        'small:1': 1,
      },
    ])
    const moments = `SELECT TIMESTAMPTZ '2026-01-01 00:30:00+00' AS at, [TIMESTAMPTZ '2026-07-01 00:30:00+00'] AS nested,
      date_trunc('day', TIMESTAMPTZ '2026-01-01 20:30:00+00') AS day, hour(TIMESTAMPTZ '2026-01-01 20:30:00+00') AS hour`
    for (const TZ of ['UTC', 'Asia/Tokyo', 'America/St_Johns']) {
      expect(JSON.parse(firnWith({ TZ }, 'sql', moments, '--json').stdout)).toEqual([
        {
          at: '2026-01-01 00:30:00Z',
          nested: ['2026-07-01 00:30:00Z'],
          day: '2026-01-01 00:00:00Z',
          hour: '20',
        },
      ])
      expect(firnWith({ TZ }, 'sql', moments, '--format', 'csv').stdout).toBe(
        'at,nested,day,hour\n2026-01-01 00:30:00Z,"[""2026-07-01 00:30:00Z""]",2026-01-01 00:00:00Z,20\n',
      )
    }
    expect(firn('sql', 'FROM "prices@v1" ORDER BY id', '--format', 'csv').stdout).toBe(
      'id,city,price\n1,Oslo,2.5\n2,Bern,\n3,Rom,7.0\n',
    )
    expect(firn('sql', "FROM './a.csv' WHERE id = $id", '--param', 'id=3', '--format', 'jsonl').stdout).toBe(
      '{"id":"3","city":"Rom","price":7}\n',
    )
  })

  it('says which rows of a file could not be read, beside the answer', () => {
    writeFileSync(join(folder, 'ragged.csv'), 'id,city,price\n1,Oslo,2\n2,Bern\n3,Rom,7\n')
    const asked = firn('sql', "SELECT count(*)::INTEGER AS n FROM './ragged.csv'", '--json')
    expect(JSON.parse(asked.stdout)).toEqual([{ n: 2 }])
    expect(asked.stderr).toMatch(/warning: 1 row of .*ragged\.csv could not be read/)
    mkdirSync(join(folder, 'both'))
    writeFileSync(join(folder, 'both', 'a.csv'), 'id,city\n1,Oslo\n')
    writeFileSync(join(folder, 'both', 'notes.log'), 'once upon a time\nthere was no pattern\n')
    expect(json('snapshot', 'mixed', 'both')).toMatchObject({
      warnings: [expect.stringMatching(/notes\.log is kept, but part of no table/) as string],
    })
  })

  it('prints names and messages so that they cannot move the cursor', () => {
    writeFileSync(join(folder, 'c.csv'), 'id,city\n1,Oslo\n')
    expect(firn('snapshot', 'prices', 'c.csv', '-m', 'red \u001b[31m\u009b2J and \rover').status).toBe(0)
    const { stdout } = firn('log', 'prices')
    expect(stdout).toContain('red \\x1b[31m\\x9b2J and \\x0dover')
    expect(stdout).not.toMatch(/[\u001b\u009b\r]/)
    expect(firn('list', '\u001b[2J').stderr).not.toContain('\u001b')
    expect(JSON.stringify(json('log', 'prices'))).toContain('\\u001b')
  })

  it('fails with a code on standard error, and tells usage from failure', () => {
    const wrong = firn('sql', 'SELECT nothing FROM prices', '--json')
    expect(wrong.status).toBe(1)
    expect(wrong.stdout).toBe('')
    expect(JSON.parse(wrong.stderr)).toMatchObject({ error: { code: 'sql-failed', position: 7 } })
    const missing = firn('show', 'nowhere', '--json')
    expect(missing.status).toBe(1)
    expect(JSON.parse(missing.stderr)).toMatchObject({
      error: { code: 'not-found', hint: expect.stringContaining('prices') as string },
    })
    expect(firn('snapshot').status).toBe(2)
    expect(firn('nonsense').status).toBe(2)
    expect(firn('compare', '--help')).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('Examples') as string,
    })
  })

  it('names files that inspect leaves out', () => {
    mkdirSync(join(folder, 'prose'))
    writeFileSync(join(folder, 'prose', 'notes.log'), 'once upon a time\nthere was no pattern\n')
    expect(firn('inspect', 'prose').stdout).toContain('left out notes.log: ')
  })

  it('ends without a stack trace when the reader leaves early', () => {
    const program = join(builtFolder(), 'cli', 'main.js')
    const sql = 'FROM range(200000)'
    const shell = `"${process.execPath}" "${program}" sql "${sql}" --format csv | head -c 7`
    const env = { ...process.env, FIRN_STORE: join(folder, 'store'), FIRN_STATE: join(folder, 'state') }
    const { stdout, stderr } = spawnSync('sh', ['-c', shell], { cwd: folder, encoding: 'utf8', env })
    expect(stdout).toBe('range\n0')
    expect(stderr).toBe('')
  })
})
