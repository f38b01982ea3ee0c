import { randomUUID } from 'node:crypto'
import { appendFile, mkdir, open, readFile, rename, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { HistoryEntry } from '../../../shared/contract/query.ts'

/** What was run, newest last, one JSON document per line. */
export interface QueryHistory {
  /** Remembers a query. A file that cannot be written does not fail the query: the entry is lost. */
  add(entry: Omit<HistoryEntry, 'id'>): Promise<void>
  /** The newest first. A damaged line is an entry that says so. */
  entries(): Promise<readonly HistoryEntry[]>
}

const mostEntries = 2000
/** Beyond this many bytes the file is looked at and shortened to its newest entries. */
const shortenAt = 4_000_000
const longestSql = 100_000

export function createHistory(stateFolder: string): QueryHistory {
  const file = join(stateFolder, 'query-history.jsonl')
  let writing: Promise<void> = Promise.resolve()

  async function write(entry: HistoryEntry): Promise<void> {
    await mkdir(stateFolder, { recursive: true })
    const size = (await stat(file).catch(() => undefined))?.size ?? 0
    // A line that was torn by a crash must not swallow this one.
    const torn = size > 0 && size <= shortenAt && !(await endsWithNewline(file, size))
    if (size > shortenAt) await shorten()
    await appendFile(file, `${torn ? '\n' : ''}${JSON.stringify(entry)}\n`)
  }

  async function shorten(): Promise<void> {
    const lines = await readLines(file)
    const kept = lines.slice(-mostEntries / 2)
    await writeFile(`${file}.new`, kept.map((line) => `${line}\n`).join(''))
    await rename(`${file}.new`, file)
  }

  return {
    async add(entry) {
      const sql = entry.sql.length > longestSql ? `${entry.sql.slice(0, longestSql)}…` : entry.sql
      writing = writing.then(() => write({ id: randomUUID(), ...entry, sql })).catch(() => {})
      await writing
    },
    async entries() {
      await writing
      return (await readLines(file)).slice(-mostEntries).map(readEntry).reverse()
    },
  }
}

function readEntry(line: string, index: number): HistoryEntry {
  try {
    const entry = JSON.parse(line) as HistoryEntry
    if (
      typeof entry === 'object' &&
      entry !== null &&
      typeof entry.sql === 'string' &&
      typeof entry.startedAt === 'string'
    )
      return entry
  } catch {
    // Told below, as an entry of its own.
  }
  const problem = 'This entry of the history is damaged and cannot be read.'
  return { id: `damaged-${index}`, sql: '', startedAt: '', elapsedMs: 0, inputs: [], problem }
}

async function readLines(file: string): Promise<string[]> {
  try {
    return (await readFile(file, 'utf8')).split('\n').filter((line) => line.trim() !== '')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}

async function endsWithNewline(file: string, size: number): Promise<boolean> {
  const handle = await open(file, 'r')
  try {
    const { buffer } = await handle.read(Buffer.alloc(1), 0, 1, size - 1)
    return buffer[0] === 0x0a
  } finally {
    await handle.close()
  }
}
