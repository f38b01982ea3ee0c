import { FirnError } from '../../../shared/contract/errors.ts'
import type { DiscoveredTable } from '../../../shared/model/discovery.ts'
import type { ResultColumn, Row } from '../../../shared/model/value.ts'
import { type CallWatch, type IngestAccess, readingInstance } from './engine-reader.ts'
import type { ParsedFiles } from './parsed-files.ts'
import { type PhysicalFile, relationOf } from './relation.ts'

/** The first rows of a table that was discovered. Throws what reading it throws. */
export async function readTable(
  table: DiscoveredTable,
  places: ReadonlyMap<string, PhysicalFile>,
  means: { readonly access: IngestAccess; readonly parsed: ParsedFiles; readonly limit: number },
  watch: CallWatch,
): Promise<{ readonly columns: readonly ResultColumn[]; readonly rows: readonly Row[] }> {
  const { access, parsed, limit } = means
  const { sql, readPaths } = await relationOf(table, (file) => placeOf(places, file), parsed, watch)
  return await access.workers.using('background', async (worker) => {
    await worker.call('instance.open', readingInstance(access, worker, readPaths), { signal: watch.signal })
    return await worker.call('instance.read', { sql: `SELECT * FROM (${sql}) LIMIT ${limit}`, limit }, watch)
  })
}

/** Where a file of a table is. Throws `file-changed` for one that was not listed. */
export function placeOf(places: ReadonlyMap<string, PhysicalFile>, file: string): PhysicalFile {
  const place = places.get(file)
  if (place === undefined)
    throw new FirnError('file-changed', `${file} is no longer there.`, {
      hint: 'Open the folder again.',
      context: { file },
    })
  return place
}
