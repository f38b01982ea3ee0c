import type { SnapshotResult } from '../../shared/contract/store.ts'
import { bytes, counted } from './format.ts'

/** The JSON document of every command that makes a snapshot. */
export function snapshotDocument(result: SnapshotResult): object {
  const { dataset, version, id, content, changed, files, bytes: size, newBytes, warnings, tables } = result
  return { dataset, version, id, content, changed, files, bytes: size, newBytes, warnings, tables }
}

export function snapshotText(result: SnapshotResult): string {
  if (!result.changed) return `Nothing new: ${result.dataset}@v${result.version} holds this already.`
  const tables = result.tables.map(
    (table) =>
      `  ${table.name}: ${counted(table.rows, 'row')}, ${counted(table.columns, 'column')}${table.rejected > 0 ? `, ${table.rejected} rejected` : ''}`,
  )
  return [
    `Took ${result.dataset}@v${result.version}: ${counted(result.files, 'file')}, ${bytes(result.bytes)}, ${bytes(result.newBytes)} of it new.`,
    ...tables,
  ].join('\n')
}
