import { FirnError } from '../../../shared/contract/errors.ts'
import type { DatasetKind } from '../../../shared/model/kind.ts'
import { type PartitionColumn, partitionsOf } from '../../../shared/model/partitions.ts'
import type { SnapshotTable, TreeEntry } from '../../../shared/model/snapshot.ts'
import { canonicalText, sha256 } from './canonical.ts'
import { bytesName } from './file-chunks.ts'
import { comparePaths } from './tree-path.ts'

/**
 * The hash that says "equal data": SHA-256 over canonical JSON of
 *
 * - per table read from files: its columns (names and types), format, compression, read options and the
 *   sorted names of the bytes of its files (`bytesName`) - no names, no paths, no times; where folders state values
 *   of columns, also these columns and, with each name of bytes, the values of the file;
 * - per table made by a query: its columns and its `rowsDigest`, in a training set also its name (the split);
 * - the path and hash (or target) of every file that belongs to no table.
 *
 * So the same bytes under another file name are equal, and the same bytes read with other options are not.
 */
export async function contentOf(
  kind: DatasetKind,
  tables: readonly SnapshotTable[],
  entries: AsyncIterable<TreeEntry>,
): Promise<string> {
  const tablesOfFile = new Map<string, number[]>()
  for (const [index, table] of tables.entries()) {
    for (const file of table.files) tablesOfFile.set(file, [...(tablesOfFile.get(file) ?? []), index])
  }
  const filesOf: string[][] = tables.map(() => [])
  const others: TreeEntry[] = []
  for await (const entry of entries) {
    const owners = typeof entry.path === 'string' ? tablesOfFile.get(entry.path) : undefined
    const name = bytesName(entry)
    if (owners === undefined || name === undefined) others.push(entry)
    else {
      for (const index of owners)
        filesOf[index]?.push(withValues(name, entry.path, tables[index]?.partitions))
      tablesOfFile.delete(entry.path as string)
    }
  }
  const [lost] = tablesOfFile.keys()
  if (lost !== undefined)
    throw new FirnError('invalid-input', `A table names the file "${lost}", which is not in the snapshot.`, {
      context: { file: lost },
    })
  const tableParts = tables.map((table, index) => {
    const columns = table.columns.map(({ name, type }) => ({ name, type }))
    if (table.rowsDigest !== undefined)
      return { columns, rowsDigest: table.rowsDigest, ...(kind === 'training' ? { name: table.name } : {}) }
    const { format, compression, options, partitions } = table
    return {
      columns,
      format,
      compression,
      options,
      files: (filesOf[index] ?? []).toSorted(),
      ...(partitions === undefined ? {} : { partitions: partitions.map(({ column }) => column) }),
    }
  })
  const otherParts = others
    .toSorted((a, b) => comparePaths(a.path, b.path))
    .map((entry) => {
      const { path, target } = entry
      const name = bytesName(entry)
      return { path, ...(name === undefined ? { target } : { sha256: name }) }
    })
  // Tables have no order of their own: their names are left out, so their texts give one.
  const tableTexts = tableParts.map((part) => canonicalText(part)).toSorted()
  return sha256(canonicalText({ content: 1, tables: tableTexts, others: otherParts }))
}

function withValues(
  name: string,
  path: TreeEntry['path'],
  partitions: readonly PartitionColumn[] | undefined,
): string {
  if (partitions === undefined || typeof path !== 'string') return name
  const values = partitionsOf(path)
  return canonicalText([name, ...partitions.map(({ key }) => values.get(key) ?? null)])
}
