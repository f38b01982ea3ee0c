import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { createGunzip } from 'node:zlib'
import type { Reject } from '../../../shared/model/table.ts'
import { text } from '../query/sql-text.ts'
import type { Read } from './survey-columns.ts'

/** A row that the engine could not read: where its line begins, in bytes from 0, and what it was. */
interface EngineReject {
  readonly physical: string
  readonly offset: number
  readonly reason: string
  text: string
  readonly brokenQuote: boolean
}

const notText = 'not valid UTF-8'
const openQuote = 'a quoted cell is not closed as it should be'

/** More rejected rows than this are counted, not listed: nearly always the options are wrong. */
export const mostRejects = 100_000

/** Longer text of a rejected row is cut, in characters: it is for people. */
const longestText = 10_000

/** Files by the places in which their rows lie; a place may hold the same bytes of several. */
export type PlacesOfFiles = ReadonlyMap<
  string,
  readonly { readonly path: string; readonly linesBefore: number }[]
>

/** Puts rejected rows into the order of files and lines. */
export function sortByPlace(rejects: Reject[], places: PlacesOfFiles): void {
  const paths = new Set([...places.values()].flatMap((files) => files.map(({ path }) => path)))
  const order = new Map([...paths].map((path, index) => [path, index]))
  rejects.sort((a, b) => (order.get(a.file) ?? 0) - (order.get(b.file) ?? 0) || a.line - b.line)
}

/** The places of rows of planned files. */
export function placesOf(
  files: readonly {
    readonly path: string
    readonly parts: readonly { readonly physical: string; readonly linesBefore: number }[]
  }[],
): PlacesOfFiles {
  const places = new Map<string, { path: string; linesBefore: number }[]>()
  for (const { path, parts } of files) {
    for (const { physical, linesBefore } of parts) {
      const known = places.get(physical)
      if (known === undefined) places.set(physical, [{ path, linesBefore }])
      else known.push({ path, linesBefore })
    }
  }
  return places
}

/** Rows that a scan passed over: how many in each file by its logical path, and which, in the order of lines. */
export interface ScanRejects {
  readonly counts: ReadonlyMap<string, number>
  readonly rejects: readonly Reject[]
  /** Files in which quotes do not close as they should: their rejected rows may hold good ones. */
  readonly brokenQuotes: readonly string[]
}

/**
 * The rows that scans of these files with `store_rejects` passed over, however often they were scanned. The engine counts records instead of lines
 * where cells hold line ends, so the true line is counted here, from the offset of the row.
 */
export async function readRejects(
  read: Read,
  compression: 'none' | 'gzip',
  logicalPaths: PlacesOfFiles,
): Promise<ScanRejects> {
  const counts = new Map<string, number>()
  const rejects: Reject[] = []
  const scanned = [...logicalPaths.keys()]
  if (!(await anyRejects(read, scanned))) return { counts, rejects, brokenQuotes: [] }
  for (const [physical, count] of await read(
    `SELECT s.file_path, count(DISTINCT e.line_byte_position) FROM ${joinedTables} WHERE ${among(scanned)} GROUP BY ALL`,
  )) {
    for (const { path } of logicalPaths.get(String(physical)) ?? [])
      counts.set(path, (counts.get(path) ?? 0) + Number(count))
  }
  const brokenQuotes = new Set<string>()
  const byFile = groupByFile(await engineRejects(read, scanned))
  for (const [physical, rows] of byFile) {
    const lines = await linesAt(
      physical,
      compression,
      rows.map((row) => row.offset),
    )
    if (compression === 'none') await readDamagedTexts(physical, rows)
    for (const { path, linesBefore } of logicalPaths.get(physical) ?? [{ path: physical, linesBefore: 0 }]) {
      if (rows.some(({ brokenQuote }) => brokenQuote)) brokenQuotes.add(path)
      for (const row of rows)
        rejects.push({
          file: path,
          line: linesBefore + (lines.get(row.offset) ?? 0),
          reason: row.reason,
          text: row.text,
        })
    }
  }
  sortByPlace(rejects, logicalPaths)
  return { counts, rejects, brokenQuotes: [...brokenQuotes] }
}

/** Whether scans of these files with `store_rejects` have passed over anything. */
export async function anyRejects(read: Read, physicalPaths: readonly string[]): Promise<boolean> {
  const tables = await read(`SELECT count(*) FROM duckdb_tables() WHERE table_name = 'reject_errors'`)
  if (Number(tables[0]?.[0]) === 0) return false
  const found = await read(`SELECT 1 FROM ${joinedTables} WHERE ${among(physicalPaths)} LIMIT 1`)
  return found.length > 0
}

const joinedTables = 'reject_errors e JOIN reject_scans s USING (scan_id, file_id)'

function among(paths: readonly string[]): string {
  return `s.file_path IN (${paths.map(text).join(', ')})`
}

function groupByFile(found: readonly EngineReject[]): Map<string, EngineReject[]> {
  const byFile = new Map<string, EngineReject[]>()
  for (const row of found) {
    const rows = byFile.get(row.physical)
    if (rows === undefined) byFile.set(row.physical, [row])
    else rows.push(row)
  }
  return byFile
}

async function engineRejects(read: Read, paths: readonly string[]): Promise<EngineReject[]> {
  const rows = await read(
    `SELECT s.file_path, e.line_byte_position, min(e.error_type::VARCHAR), min(e.error_message), left(min(e.csv_line), ${longestText}),
            max(len(string_split(rtrim(e.csv_line, chr(13) || chr(10)), chr(10)))) - 1
       FROM ${joinedTables} WHERE ${among(paths)}
      GROUP BY ALL ORDER BY 1, 2 LIMIT ${mostRejects}`,
  )
  return rows.map(([physical, position, kind, message, row, swallowed]) => ({
    physical: String(physical),
    offset: Math.max(0, Number(position) - 1),
    reason: reasonOf(String(kind), String(message), Number(swallowed)),
    text: String(row ?? '').replace(/[\r\n]+$/, ''),
    brokenQuote: String(kind) === 'UNQUOTED VALUE' || Number(swallowed) > 0,
  }))
}

function reasonOf(kind: string, message: string, furtherLines: number): string {
  const counts = /Expected Number of Columns: (\d+) Found: (\d+)/.exec(message)
  switch (kind) {
    case 'MISSING COLUMNS':
    case 'TOO MANY COLUMNS':
      return counts === null
        ? kind.toLowerCase()
        : `${counts[2]} ${counts[2] === '1' ? 'cell' : 'cells'} instead of ${counts[1]}`
    case 'UNQUOTED VALUE':
      return furtherLines > 0 ? `${openQuote}, and takes in further lines` : openQuote
    case 'LINE SIZE OVER MAXIMUM':
      return 'the line is longer than 2 MB'
    case 'INVALID ENCODING':
      return notText
    default:
      return message.split('\n')[0] ?? kind
  }
}

/** The engine garbles lines that are no text: they are read again, up to their end. */
async function readDamagedTexts(physical: string, rows: readonly EngineReject[]): Promise<void> {
  const damaged = rows.filter(({ reason }) => reason === notText)
  if (damaged.length === 0) return
  const file = await open(physical, 'r')
  try {
    for (const row of damaged) {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(longestText), 0, longestText, row.offset)
      row.text = buffer.subarray(0, bytesRead).toString('utf8').split(/\r?\n/, 1)[0] ?? ''
    }
  } finally {
    await file.close()
  }
}

/** Numbers, from 1, of the lines that begin at (or hold) these offsets of the unpacked file. */
async function linesAt(
  physical: string,
  compression: 'none' | 'gzip',
  offsets: readonly number[],
): Promise<Map<number, number>> {
  const wanted = [...new Set(offsets)].sort((a, b) => a - b)
  const lines = new Map<number, number>()
  const source = createReadStream(physical, { highWaterMark: 1 << 20 })
  const bytes = compression === 'gzip' ? source.pipe(createGunzip()) : source
  source.on('error', (error) => bytes.destroy(error))
  let line = 1
  let start = 0
  let next = 0
  let endedByReturn = false
  try {
    for await (const part of bytes as AsyncIterable<Buffer>) {
      let position = 0
      for (;;) {
        const offset = wanted[next]
        if (offset === undefined) return lines
        const until = Math.min(offset - start, part.length)
        const counted = countLines(part, position, until, endedByReturn)
        line += counted.lines
        endedByReturn = counted.endedByReturn
        position = until
        if (offset - start >= part.length) break
        lines.set(offset, line)
        next += 1
      }
      start += part.length
    }
  } finally {
    source.destroy()
  }
  for (const offset of wanted.slice(next)) lines.set(offset, line)
  return lines
}

/** Line ends within a range; `\r\n` is one, and a `\r` alone is one as well. */
function countLines(
  bytes: Buffer,
  from: number,
  to: number,
  afterReturn: boolean,
): { lines: number; endedByReturn: boolean } {
  if (from >= to) return { lines: 0, endedByReturn: afterReturn }
  let lines = 0
  const range = bytes.subarray(from, to)
  for (let at = range.indexOf(10); at !== -1; at = range.indexOf(10, at + 1)) lines += 1
  if (afterReturn && range[0] === 10) lines -= 1
  for (let at = range.indexOf(13); at !== -1; at = range.indexOf(13, at + 1))
    if (range[at + 1] !== 10) lines += 1
  return { lines, endedByReturn: range[range.length - 1] === 13 }
}
