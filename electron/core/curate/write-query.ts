import { join } from 'node:path'
import { FirnError } from '../../../shared/contract/errors.ts'
import type { SnapshotTable, TreeEntry } from '../../../shared/model/snapshot.ts'
import { text } from '../query/sql-text.ts'
import type { Writer } from '../store/store.ts'
import { readRowSums, rowsDigest, rowSumsSql } from './rows-digest.ts'
import type { WriterInstance } from './writer-instance.ts'

/** Larger row groups make selective reads and first rows 3-5 times slower (measured). */
const rowGroupRows = 122_880
/** A third less processor time than the engine's own 3, for a file that is 1 % larger (2 M rows x 12, measured). */
const zstdLevel = 1

/** A table in one Parquet file that lies in a private folder: nobody sees it yet. */
export interface WrittenTable {
  readonly file: string
  readonly table: SnapshotTable
}

/**
 * Writes the rows of a SELECT as `<name>.parquet` into the instance's folder and then reads the file back:
 * rows, present values and digest are those of what was written, not of what was meant. A worker that is
 * killed on the way leaves a file in a private folder and nothing else. The SELECT's types must be storable
 * (`storableSql`).
 */
export async function writeTable(
  instance: WriterInstance,
  options: { readonly name: string; readonly select: string; readonly folder: string },
): Promise<WrittenTable> {
  const { name, select, folder } = options
  const file = join(folder, `${name}.parquet`)
  await instance.run(
    `COPY (\n${select}\n) TO ${text(file)} (FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL ${zstdLevel}, ROW_GROUP_SIZE ${rowGroupRows})`,
  )
  const source = `read_parquet([${text(file)}])`
  const columns = await instance.describe(`FROM ${source}`)
  const sums = readRowSums((await instance.texts(rowSumsSql(source, columns)))[0])
  return {
    file,
    table: {
      name,
      format: 'parquet',
      compression: 'none',
      options: { kind: 'parquet' },
      files: [`${name}.parquet`],
      columns: columns.map((column, index) => ({
        name: column.name,
        type: column.type,
        nullable: true,
        present: sums.present[index] ?? '0',
      })),
      rows: sums.rows,
      rejected: '0',
      conflicts: [],
      rowsDigest: rowsDigest(columns, sums),
    },
  }
}

/** A file that was made into an object. */
export interface AdoptedFile {
  readonly path: string
  readonly sha256: string
  readonly bytes: number
}

/** Makes objects of written tables and lists them as a tree. The tables keep the order given. */
export async function adoptTables(
  writer: Writer,
  written: readonly WrittenTable[],
  signal: AbortSignal,
): Promise<{ readonly tree: string; readonly files: readonly AdoptedFile[] }> {
  const files: AdoptedFile[] = []
  const entries: TreeEntry[] = []
  for (const { file, table } of written) {
    const [path] = table.files
    if (path === undefined) throw new FirnError('internal', `The table ${table.name} has no file.`)
    const { sha256, bytes } = await writer.adopt(file, { signal })
    files.push({ path, sha256, bytes })
    // A time would make equal results differ; the snapshot has its own.
    entries.push({ path, kind: 'file', size: bytes, mtime: '0', sha256 })
  }
  return { tree: await writer.writeTree(entries), files }
}
