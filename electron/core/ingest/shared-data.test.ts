import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { DiscoveredTable } from '../../../shared/model/discovery.ts'
import { sharedData } from '../testing/requirements.ts'
import { needs } from '../testing/requirements.ts'
import { type IngestEngine, openIngestEngine } from './testing/ingest-engine.ts'

// The facts were computed with Python's standard library alone; see the README of the data.
interface FileFacts {
  readonly file: string
  readonly rows?: number
  readonly columns?: number
  readonly header?: readonly string[]
  readonly profile?: Readonly<Record<string, ColumnFacts>>
  readonly num_rows?: number
  readonly column_names?: readonly string[]
  readonly records?: number
  readonly keys?: Readonly<Record<string, number>> | readonly string[]
}

interface ColumnFacts {
  readonly empty: number
  readonly all_numeric?: boolean
  readonly min?: number
  readonly max?: number
  readonly sum?: number
  readonly min_text?: string
  readonly max_text?: string
  readonly distinct_non_empty?: number
}

const isData = (name: string) => !/^(README\.md|ground-truth\.json|LICENSE.*)$/.test(name)

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return filesBelow(path)
    return isData(entry.name) ? [path] : []
  })
}

const data = sharedData ?? ''
const folders =
  sharedData === undefined ? [] : readdirSync(data).filter((name) => statSync(join(data, name)).isDirectory())
const factsOf = <Facts = { files: readonly FileFacts[] }>(folder: string) =>
  JSON.parse(readFileSync(join(data, folder, 'ground-truth.json'), 'utf8')) as Facts

describe('the real data beside the checkout', () => {
  let engine: IngestEngine
  beforeAll(() => {
    engine = openIngestEngine()
  })
  afterAll(() => engine.close())

  const known = new Map<string, DiscoveredTable>()

  async function onlyTable(path: string): Promise<DiscoveredTable> {
    const before = known.get(path)
    if (before !== undefined) return before
    const { discovery } = await engine.discover([path])
    expect(discovery.problems).toEqual([])
    expect(discovery.tables).toHaveLength(1)
    const [table] = discovery.tables
    if (table === undefined) throw new Error('no table')
    known.set(path, table)
    return table
  }

  test('has 118 files', (context) => {
    needs(context, 'shared-data')
    expect(filesBelow(data)).toHaveLength(118)
  })

  test('every file opens without an option, with the rows, columns and empty cells it is known to have', {
    timeout: 300_000,
  }, async (context) => {
    needs(context, 'shared-data')
    let checked = 0
    for (const folder of folders) {
      const { files } = factsOf(folder)
      for (const facts of files) {
        const path = join(data, folder, facts.file)
        const table = await onlyTable(path)
        const say = `${folder}/${facts.file}`
        expect.soft(table.covers, say).toBe('all')
        const rows = facts.rows ?? facts.num_rows ?? facts.records
        if (rows !== undefined) expect.soft(table.rows, say).toBe(rows)
        if (facts.header !== undefined)
          expect
            .soft(
              table.columns.map(({ name }) => name),
              say,
            )
            .toEqual(facts.header)
        if (facts.columns !== undefined) expect.soft(table.columns, say).toHaveLength(facts.columns)
        if (facts.column_names !== undefined)
          expect
            .soft(
              table.columns.map(({ name }) => name),
              say,
            )
            .toEqual(facts.column_names)
        if (facts.keys !== undefined) {
          const keys = Array.isArray(facts.keys) ? facts.keys : Object.keys(facts.keys)
          expect.soft(new Set(table.columns.map(({ name }) => name)), say).toEqual(new Set<string>(keys))
        }
        for (const [name, column] of Object.entries(facts.profile ?? {})) {
          const found = table.columns.find((each) => each.name === name)
          expect.soft(table.rows - (found?.present ?? 0), `${say}: empty cells of ${name}`).toBe(column.empty)
        }
        if (facts.rows !== undefined) expect.soft(table.rejected, say).toBe(0)
        checked += 1
      }
    }
    expect(checked).toBe(118)
  })

  test('the values of delimited files are what they are known to be', {
    timeout: 300_000,
  }, async (context) => {
    needs(context, 'shared-data')
    for (const folder of folders) {
      for (const facts of factsOf(folder).files) {
        if (facts.profile === undefined || facts.rows === 0) continue
        const path = join(data, folder, facts.file)
        const table = await onlyTable(path)
        const names = Object.keys(facts.profile)
        const counts = names.map(
          (name) =>
            `count(DISTINCT ${quote(name)}), sum(TRY_CAST(${quote(name)} AS DOUBLE)), count(${quote(name)}), min(${quote(name)})::VARCHAR, max(${quote(name)})::VARCHAR`,
        )
        const [row] = await engine.query([path], table, `SELECT count(*), ${counts.join(', ')} FROM rows`)
        expect.soft(Number(row?.[0]), facts.file).toBe(facts.rows)
        for (const [index, name] of names.entries()) {
          const [distinct, sum, present, min, max] = (row ?? []).slice(1 + index * 5, 6 + index * 5)
          const known = facts.profile[name]
          const say = `${folder}/${facts.file}: ${name}`
          expect.soft(Number(present), say).toBe((facts.rows ?? 0) - (known?.empty ?? 0))
          const type = table.columns.find((each) => each.name === name)?.type ?? ''
          if (known?.all_numeric === true && known.sum !== undefined)
            expect
              .soft(Math.abs(Number(sum) - known.sum), say)
              .toBeLessThanOrEqual(Math.abs(known.sum) * 1e-9 + 1e-5)
          else if (type === 'VARCHAR') {
            expect.soft(Number(distinct), say).toBe(known?.distinct_non_empty)
            expect.soft(String(min).slice(0, 60), say).toBe(known?.min_text)
            expect.soft(String(max).slice(0, 60), say).toBe(known?.max_text)
          }
        }
      }
    }
  })

  test('codes stay text, numbers without a leading digit are numbers', async (context) => {
    needs(context, 'shared-data')
    const typeOf = async (file: string, column: string) =>
      (await onlyTable(join(data, file))).columns.find(({ name }) => name === column)?.type
    expect(await typeOf('tables-vega/zipcodes.csv', 'zip_code')).toBe('VARCHAR')
    expect(await typeOf('tables-vega/unemployment.tsv', 'rate')).toBe('DOUBLE')
    expect(await typeOf('tables-vega/birdstrikes.csv', 'Cost Total $')).toBe('BIGINT')
    expect(await typeOf('parquet-tables/us-county-unemployment.csv', 'id')).toBe('VARCHAR')
    const countries = join(data, 'versions-countries-databug/countries-v1-2022-11-03.csv')
    expect(
      await engine.query([countries], await onlyTable(countries), `SELECT name FROM rows WHERE code = 'NA'`),
    ).toEqual([['Namibia']])
    const symbols = join(data, 'versions-nasdaq/nasdaq-listed-symbols-v7-2026-08-01.csv')
    expect(
      await engine.query(
        [symbols],
        await onlyTable(symbols),
        `SELECT Symbol FROM rows WHERE Symbol IN ('NA', 'ON', 'Z') ORDER BY ALL`,
      ),
    ).toEqual([['NA'], ['ON'], ['Z']])
  })

  test('the access log gives 9,999 typed rows and one rejected', async (context) => {
    needs(context, 'shared-data')
    const path = join(data, 'logs-web/apache_access.log')
    const table = await onlyTable(path)
    interface ApacheFacts {
      status: Record<string, number>
      method: Record<string, number>
      distinct_ips: number
      bytes_dash: number
      bytes_sum: number
      by_day: Record<string, number>
      busiest_hour: [string, number]
    }
    const facts = factsOf<{ apache_access_facts: ApacheFacts }>('logs-web').apache_access_facts
    expect(table).toMatchObject({ format: 'log', rows: 9999, rejected: 1, options: { pattern: 'combined' } })
    expect(table.columns.map(({ name, type }) => `${name} ${type}`)).toEqual([
      'client VARCHAR',
      'ident VARCHAR',
      'user VARCHAR',
      'time TIMESTAMP WITH TIME ZONE',
      'method VARCHAR',
      'path VARCHAR',
      'protocol VARCHAR',
      'status INTEGER',
      'bytes BIGINT',
      'referrer VARCHAR',
      'agent VARCHAR',
    ])
    expect(table.rejects).toMatchObject([
      { file: 'apache_access.log', line: 8899, reason: 'the agent has no closing quote' },
    ])
    const counted = async (select: string) =>
      Object.fromEntries(
        (await engine.query([path], table, select)).map(([name, count]) => [String(name), Number(count)]),
      )
    expect(await counted('SELECT status, count(*) FROM rows GROUP BY 1')).toEqual(facts.status)
    expect(await counted('SELECT method, count(*) FROM rows GROUP BY 1')).toEqual(facts.method)
    expect(await counted(`SELECT strftime(time, '%d/%b/%Y'), count(*) FROM rows GROUP BY 1`)).toEqual(
      facts.by_day,
    )
    expect(
      await engine.query(
        [path],
        table,
        'SELECT count(DISTINCT client), count(*) - count(bytes), sum(bytes) FROM rows',
      ),
    ).toEqual([[String(facts.distinct_ips), String(facts.bytes_dash), String(facts.bytes_sum)]])
  })

  test('the broker logs are one table with their levels, and stack traces inside their records', async (context) => {
    needs(context, 'shared-data')
    const folder = join(data, 'logs-web/kafka0')
    const facts = factsOf<{
      kafka0_facts: Record<
        string,
        { records_starting_with_timestamp: number; levels: Record<string, number> }
      >
    }>('logs-web').kafka0_facts
    const table = await onlyTable(folder)
    expect(table).toMatchObject({ name: 'kafka0', format: 'log', rejected: 0 })
    expect(table.columns.map(({ name, type }) => `${name} ${type}`)).toEqual([
      'time TIMESTAMP',
      'level VARCHAR',
      'logger VARCHAR',
      'message VARCHAR',
    ])
    expect(table.files).toHaveLength(16)
    for (const { path, rows } of table.perFile) {
      const [, kind, hour] = /^(server|controller)\.log\..*-(\d+)$/.exec(path) ?? []
      expect.soft(rows, path).toBe(facts[`${kind}-${hour}`]?.records_starting_with_timestamp)
    }
    const levels = new Map<string, number>()
    for (const { levels: each } of Object.values(facts))
      for (const [level, count] of Object.entries(each)) levels.set(level, (levels.get(level) ?? 0) + count)
    const found = await engine.query([folder], table, 'SELECT level, count(*) FROM rows GROUP BY 1')
    expect(new Map(found.map(([level, count]) => [String(level), Number(count)]))).toEqual(levels)
    const traces = await engine.query(
      [folder],
      table,
      `SELECT level, logger, message FROM rows WHERE message LIKE '%java.io.IOException%' AND logger LIKE 'kafka.server.%'`,
    )
    expect(traces[0]).toMatchObject([
      'WARN',
      'kafka.server.ReplicaFetcherThread',
      expect.stringContaining('\n\tat ') as string,
    ])
  })

  test('a whole folder gives one table per kind of file and leaves the rest out with a reason', async (context) => {
    needs(context, 'shared-data')
    const { discovery } = await engine.discover([join(data, 'logs-web')])
    expect(discovery.tables.map(({ name, format, files }) => [name, format, files.length])).toEqual([
      ['apache_access', 'log', 1],
      ['ground-truth', 'json', 1],
      ['kafka0', 'log', 16],
      ['nginxplus_status', 'jsonl', 1],
    ])
    expect(discovery.leftOut.map(({ path }) => path)).toEqual(['LICENSE.txt', 'README.md'])
    expect(discovery.problems).toEqual([])
  })
})

function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}
