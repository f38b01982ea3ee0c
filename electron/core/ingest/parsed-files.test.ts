import { copyFile, readdir, readFile, rm, stat, truncate, utimes, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createParsedFiles, type ParsedFile } from './parsed-files.ts'
import { type IngestEngine, openIngestEngine } from './testing/ingest-engine.ts'
import { withReader } from './engine-reader.ts'

let engine: IngestEngine
beforeAll(() => {
  engine = openIngestEngine()
})
afterAll(() => engine.close())

const lines = Array.from({ length: 3000 }, (_, row) => `10.0.0.${row % 250} ${row} GET /page/${row}`)

/** Parses a log of 3,000 lines with everything new in memory, as another program would. */
async function parse(): Promise<ParsedFile> {
  const physical = join(engine.folder, 'access.log')
  await writeFile(physical, `${lines.join('\n')}\nno log line\n`)
  const options = {
    kind: 'log',
    pattern: 'custom',
    expression: '^(?<client>[0-9.]+) (?<row>[0-9]+) (?<page>.*)$',
    fields: [
      { name: 'client', type: 'VARCHAR' },
      { name: 'row', type: 'BIGINT' },
      { name: 'page', type: 'VARCHAR' },
    ],
  } as const
  return await createParsedFiles(engine.access).log(
    { path: 'access.log', physical, identity: 'the same' },
    { compression: 'none', options },
  )
}

async function answer(parsed: ParsedFile) {
  return await withReader(engine.access, [parsed.parquet], {}, (reader) =>
    reader.rows(`SELECT count(*), sum(hash(t)) FROM read_parquet('${parsed.parquet}') t`),
  )
}

test('a parsed file that has changed on disk is made again, whatever changed', async () => {
  const first = await parse()
  const right = await answer(first)
  const place = dirname(first.parquet)
  const made = await stat(first.parquet)
  // What is whole stays as it is.
  expect((await stat((await parse()).parquet)).ino).toBe(made.ino)
  const flipped = async (name: string, at: (bytes: Buffer) => number) => {
    const bytes = await readFile(join(place, name))
    bytes.writeUInt8(bytes.readUInt8(at(bytes)) ^ 1, at(bytes))
    const { atime, mtime } = await stat(join(place, name))
    await writeFile(join(place, name), bytes)
    await utimes(join(place, name), atime, mtime)
  }
  const damages: readonly (() => Promise<void>)[] = [
    ...Array.from(
      { length: 8 },
      (_, part) => () => flipped('rows.parquet', (bytes) => Math.floor((bytes.length * (part + 0.5)) / 8)),
    ),
    () => truncate(first.parquet, 0),
    () => rm(first.parquet),
    () => rm(join(place, 'facts.json')),
    () => flipped('facts.json', (bytes) => bytes.indexOf('3000')),
    () => flipped('rejects.jsonl', () => 5),
    () => flipped('seal.json', (bytes) => bytes.indexOf('rows.parquet')),
    () => rm(join(place, 'seal.json')),
    () => copyFile(join(place, 'facts.json'), join(place, 'seal.json')),
  ]
  for (const damage of damages) {
    await damage()
    const again = await parse()
    expect(again).toMatchObject({ rows: 3000, rejected: 1 })
    expect(await answer(again)).toEqual(right)
    expect(await again.rejects()).toMatchObject([{ file: 'access.log', line: 3001, text: 'no log line' }])
  }
})

test('what a process left behind that died a day ago is removed', async () => {
  const folder = join(engine.access.cacheFolder, 'parsed')
  const { parquet } = await parse()
  await writeFile(join(folder, 'making-old'), '')
  await writeFile(join(folder, 'making-new'), '')
  const before = new Date(Date.now() - 25 * 60 * 60 * 1000)
  await utimes(join(folder, 'making-old'), before, before)
  await rm(dirname(parquet), { recursive: true })
  await parse()
  expect((await readdir(folder)).filter((name) => name.startsWith('making-'))).toEqual(['making-new'])
})
