import { readFile } from 'node:fs/promises'
import type { SnapshotTable } from '../../../shared/model/snapshot.ts'
import type { Reject } from '../../../shared/model/table.ts'
import type { Store } from '../store/store.ts'
import { shownRejects } from './discover.ts'

/** The first rejected rows of a table of a snapshot; all of them are the table `…/rejected`. */
export async function readRejects(store: Store, table: SnapshotTable): Promise<Reject[]> {
  if (table.rejects === undefined) return []
  const lines = (await readFile(await store.objectPath(table.rejects), 'utf8')).split('\n')
  return lines
    .slice(0, shownRejects)
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Reject)
}
