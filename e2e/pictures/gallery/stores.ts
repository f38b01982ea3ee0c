import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { TestStore } from '../../harness/store.ts'

/** A name as long as a dataset's may be that still says something. */
export const longName = 'web-shop-requests-of-all-regions-joined-with-payments-and-returns-since-2019'

/** What a careless exporter makes: as many columns as a spreadsheet never should have. */
export async function writeWide(folder: string, columns = 2000): Promise<string> {
  await mkdir(folder, { recursive: true })
  const header = Array.from({ length: columns }, (_, at) => (at === 0 ? 'sample' : `gene_${at}`)).join(',')
  const row = (at: number) =>
    Array.from({ length: columns }, (_, column) =>
      column === 0 ? `s${at}` : (column * at) % 7 === 0 ? '' : `${((column * 31 + at * 17) % 1000) / 10}`,
    ).join(',')
  const file = join(folder, 'expression.csv')
  await writeFile(file, `${[header, ...Array.from({ length: 40 }, (_, at) => row(at))].join('\n')}\n`)
  return file
}

/** Values of every kind that a cell can hold, and names that fit nowhere. */
export const everyKind = `SELECT 1 AS id, NULL AS nothing, '' AS empty, 'a  b' || chr(10) || 'second line' AS lines,
  repeat('The quick brown fox jumps over the lazy dog. ', 60) AS long_text,
  '{"client": {"id": 7, "tags": ["new", "eu"]}, "total": 12.5, "note": null}'::JSON AS json,
  {'street': 'Rämistrasse', 'number': 101, 'zip': [8006, 8092]} AS address, [1, 2, 3]::INTEGER[] AS list,
  '\\x00\\xFF\\xA0abc'::BLOB AS blob, 1267650600228229401496703205376::HUGEINT AS huge,
  -1234567.891::DECIMAL(18, 3) AS amount, 'NaN'::DOUBLE AS not_a_number, true AS flag,
  TIMESTAMPTZ '2026-03-29 02:30:00+01' AS moment, DATE '2026-01-05' AS day, INTERVAL '3 days 4 hours' AS span,
  'x' AS "a column whose name is a whole sentence, with a comma, and goes on for longer than any screen is wide"
UNION ALL BY NAME SELECT range AS id, 'text ' || range AS long_text, range % 2 = 0 AS flag FROM range(2, 40)`

/** A version for each day, each a little larger; every fifth has a tag. */
export async function writeManyVersions(store: TestStore, dataset: string, versions: number): Promise<void> {
  const file = join(store.files, `${dataset}.csv`)
  for (let version = 1; version <= versions; version++) {
    const rows = Array.from(
      { length: 20 + version * 3 },
      (_, at) => `${at},${(at * version) % 11},2026-01-01`,
    )
    await writeFile(file, `id,amount,day\n${rows.join('\n')}\n`)
    const tag =
      version % 5 === 0 ? ['--tag', version % 10 === 0 ? `release-of-week-${version}-eu` : `q${version}`] : []
    const message =
      version % 4 === 0
        ? `${'a message that explains at length why '.repeat(4)}day ${version} was taken again`
        : `day ${version}`
    await store.firn('snapshot', dataset, file, '-m', message, ...tag)
  }
}
