/*
 * Folders such as `year=2026/month=05` state values of columns for all files below them (the layout of Hive, Spark,
 * DuckDB and Arrow datasets). Paths are relative and have `/`.
 */

/** A column whose values are in the names of folders. */
export interface PartitionColumn {
  /** As in the files, where they have a column of this name too: the folder's value counts, as in DuckDB. */
  readonly column: string
  /** As the folders write it. */
  readonly key: string
}

/** What writers put where there is no value. */
const noValue = /^(__HIVE_DEFAULT_PARTITION__|null)$/i

const partitionFolder = /^([^=]+)=([^=]*)$/

/**
 * Keys and values of the folders of a file, in their order, values decoded from `%20`; null where there is none. Of a
 * key that occurs twice the outer folder counts. A value that cannot be decoded is given as it is written.
 */
export function partitionsOf(path: string): ReadonlyMap<string, string | null> {
  const values = new Map<string, string | null>()
  const seen = new Set<string>()
  for (const folder of path.split('/').slice(0, -1)) {
    const [, key, value] = partitionFolder.exec(folder) ?? []
    if (key === undefined || value === undefined || seen.has(key.toLowerCase())) continue
    seen.add(key.toLowerCase())
    values.set(key, noValue.test(value) ? null : decoded(value))
  }
  return values
}

/** Whether a folder's name states a value. */
export function isPartitionFolder(name: string): boolean {
  return partitionFolder.test(name)
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value)
  } catch {
    return value
  }
}
