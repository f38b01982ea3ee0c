import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import type { HistoryEntry } from '../../../shared/contract/query.ts'
import { linesFile } from '../state/lines-file.ts'

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
  const file = linesFile(join(stateFolder, 'query-history.jsonl'), { shortenAt, kept: mostEntries / 2 })
  let writing: Promise<void> = Promise.resolve()

  return {
    async add(entry) {
      const sql = entry.sql.length > longestSql ? `${entry.sql.slice(0, longestSql)}…` : entry.sql
      writing = writing.then(() => file.add({ id: randomUUID(), ...entry, sql })).catch(() => {})
      await writing
    },
    async entries() {
      await writing
      return (await file.lines()).slice(-mostEntries).map(readEntry).reverse()
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
