import { copyFileSync, readdirSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { FirnError } from '../../../shared/contract/errors.ts'
import type { DiscoveredTable } from '../../../shared/model/discovery.ts'
import { type IngestEngine, openIngestEngine } from './testing/ingest-engine.ts'

// A case is a file: drop one into fixtures/, run the tests once, read the .expected.json beside it, keep both.

const fixtures = fileURLToPath(new URL('fixtures', import.meta.url))
const files = readdirSync(fixtures).filter((name) => !name.endsWith('.expected.json'))

let engine: IngestEngine
beforeAll(() => {
  engine = openIngestEngine()
})
afterAll(() => engine.close())

/** Syslog takes its year from the file's time, and a checkout has none. */
const modified = new Date('2024-06-01T12:00:00Z')

function placed(file: string): string {
  const path = join(engine.folder, file)
  copyFileSync(join(fixtures, file), path)
  utimesSync(path, modified, modified)
  return path
}

test.each(files)('%s', async (file) => {
  const path = placed(file)
  await expect(`${JSON.stringify(await outcomeOf(path), undefined, 1)}\n`).toMatchFileSnapshot(
    join(fixtures, `${file}.expected.json`),
  )
})

async function outcomeOf(path: string): Promise<unknown> {
  try {
    const { discovery } = await engine.discover([path])
    return {
      tables: await Promise.all(discovery.tables.map((table) => describeTable(path, table))),
      problems: discovery.problems,
    }
  } catch (error) {
    if (!(error instanceof FirnError)) throw error
    return { error: { code: error.code, message: error.message, hint: error.hint } }
  }
}

async function describeTable(path: string, table: DiscoveredTable) {
  const { name, format, compression, options, text, columns, rows, rejected, rejects, conflicts, covers } =
    table
  expect(covers).toBe('all')
  expect(rejects).toHaveLength(rejected)
  const [counted] = await engine.query([path], table, 'SELECT count(*) FROM rows')
  expect(Number(counted?.[0])).toBe(rows)
  const present = await engine.query(
    [path],
    table,
    `SELECT ${columns.map((column) => presentIn(column.name, column.type)).join(', ')} FROM rows`,
  )
  expect(present[0]?.map(Number)).toEqual(columns.map((column) => column.present))
  const shown = options.kind === 'log' ? { pattern: options.pattern } : options
  return {
    name,
    format,
    ...(compression === 'none' ? {} : { compression }),
    options: shown,
    ...(text === undefined ? {} : { text }),
    columns: columns.map((column) => `${column.name} ${column.type} ${column.present}`),
    rows,
    rejects,
    ...(conflicts.length === 0 ? {} : { conflicts }),
    first: await engine.query([path], table, 'SELECT * FROM rows LIMIT 10'),
  }
}

function presentIn(name: string, type: string): string {
  const column = `"${name.replaceAll('"', '""')}"`
  return `count(${type === 'VARCHAR' ? `nullif(${column}, '')` : column})`
}
