import { randomUUID } from 'node:crypto'
import { FirnError } from '../../../shared/contract/errors.ts'
import type { ingestMethods } from '../../../shared/contract/ingest.ts'
import type { Handlers } from '../../../shared/contract/responder.ts'
import { listFolder } from '../folder-listing.ts'
import { importFigures } from '../ingest/import-figures.ts'
import { openImport, type OpenImport } from '../ingest/open-import.ts'
import type { Session } from '../session.ts'

/** Looking at files before they are imported. */
export function ingestSessionHandlers(session: Session): Handlers<typeof ingestMethods> {
  const imports = new Map<string, OpenImport>()
  const opened = (importId: string) => {
    const found = imports.get(importId)
    if (found === undefined)
      throw new FirnError('not-found', 'This import is not open any more.', { hint: 'Open the files again.' })
    return found
  }
  session.onClose(() => imports.clear())
  return {
    'files.list': ({ folder }) => listFolder(session.access, folder),
    'import.open': ({ sources }, context) =>
      session.jobs.run('Look at files', context, async (job) => {
        const readable: string[] = []
        for (const source of sources) readable.push(await session.access.readablePattern(source))
        const importing = await openImport(readable, await session.ingest(), {
          signal: job.signal,
          onProgress: job.progress,
        })
        const importId = randomUUID()
        imports.set(importId, importing)
        return { importId, discovery: importing.discovery }
      }),
    'import.read': ({ importId }, context) =>
      session.jobs.run('Read every line', context, async (job) => ({
        discovery: await opened(importId).readAll({ signal: job.signal, onProgress: job.progress }),
      })),
    'import.preview': ({ importId, table }, { signal }) => opened(importId).preview(table, { signal }),
    'import.profile': async ({ importId, table, columns }, { signal, progress }) => ({
      columns: await importFigures(opened(importId), table, columns, {
        workers: session.workers,
        limits: session.limits,
        signal,
        progress,
      }),
    }),
    'import.change': async ({ importId, table, ...change }, { signal, progress }) => ({
      table: await opened(importId).change(table, change, { signal, onProgress: progress }),
    }),
    'import.close': ({ importId }) => {
      imports.delete(importId)
      return null
    },
  }
}
