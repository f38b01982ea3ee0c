import type { SnapshotResult } from '../../../shared/contract/store.ts'
import type { CommittedSnapshot } from './commit.ts'

/** What is answered about a version that was made, or that was there already. */
export function snapshotResult({ snapshot, id, version, changed }: CommittedSnapshot): SnapshotResult {
  return {
    dataset: snapshot.dataset,
    version,
    id,
    content: snapshot.content,
    changed,
    files: Number(snapshot.statistics.files),
    bytes: Number(snapshot.statistics.bytes),
    newBytes: changed ? Number(snapshot.statistics.newBytes) : 0,
    warnings: changed ? snapshot.warnings : [],
    tables: snapshot.tables.map((table) => ({
      name: table.name,
      rows: Number(table.rows),
      rejected: Number(table.rejected),
      columns: table.columns.length,
    })),
  }
}
