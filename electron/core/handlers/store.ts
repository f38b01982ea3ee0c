import { readFile } from 'node:fs/promises'
import packageFile from '../../../package.json' with { type: 'json' }
import { FirnError } from '../../../shared/contract/errors.ts'
import type { DeclaredOrigin, SchemaTable, storeMethods } from '../../../shared/contract/store.ts'
import type { Handlers } from '../../../shared/contract/responder.ts'
import { formatReference } from '../../../shared/model/reference.ts'
import type { SnapshotTable } from '../../../shared/model/snapshot.ts'
import { declaredLineage } from '../curate/declared-origin.ts'
import { type SnapshotRequest, takeSnapshot, takeTogether } from '../ingest/take-snapshot.ts'
import { checkedOutOutcome, collectedOutcome, takenOutcome } from '../jobs/outcomes.ts'
import { snapshotResult } from '../store/snapshot-result.ts'
import type { Store } from '../store/store.ts'
import { readRejects } from '../ingest/stored-rejects.ts'
import type { Session } from '../session.ts'

/** Strange files of a store that are named when it is opened; `verify` names all. */
const mostNamed = 20

/** Checking it stands beside, with what is known of its integrity. */
export function storeHandlers(session: Session): Omit<Handlers<typeof storeMethods>, 'store.verify'> {
  const opened = async () => (await session.workspace()).store
  const madeBy = async (store: Store, origin: DeclaredOrigin) => {
    // Git is run there, so it must be a folder that this session may read.
    const code = origin.code === undefined ? undefined : await session.access.readable(origin.code)
    const lineage = await declaredLineage(store, { ...origin, code }, packageFile.version)
    return { lineage, command: origin.command }
  }
  return {
    'store.info': async () => {
      const store = await opened()
      // A store that cannot be looked through still opens; what reads it says why.
      const strangers = await store.strangers().catch(() => [])
      return {
        ...store.info(),
        ...(strangers.length === 0 ? {} : { strangers: strangers.slice(0, mostNamed) }),
      }
    },
    'store.acceptHistory': async () => (await opened()).acceptAllHistory(),
    'store.collect': ({ dryRun }, context) =>
      session.jobs.run(
        'Collect what nothing needs',
        context,
        async ({ signal }) => (await opened()).collect({ dryRun: dryRun === true, signal }),
        collectedOutcome,
      ),
    'catalogue.list': async () => ({ datasets: await (await opened()).datasets() }),
    'dataset.log': async ({ dataset }) => ({ entries: await (await opened()).log(dataset) }),
    'dataset.versions': async ({ dataset }) => ({ versions: await (await opened()).versions(dataset) }),
    'dataset.expire': async ({ dataset, ...options }) => (await opened()).expire(dataset, options),
    'dataset.policy': async ({ dataset }) => (await opened()).policy(dataset),
    'dataset.setPolicy': async ({ dataset, keep }) => (await opened()).setPolicy(dataset, keep ?? undefined),
    'snapshot.take': ({ sources, origin, ...request }, context) =>
      session.jobs.run(
        `Snapshot of ${request.dataset}`,
        context,
        async (jobContext) => {
          const workspace = await session.workspace()
          const readable: string[] = []
          for (const source of sources) readable.push(await session.access.readablePattern(source))
          return await takeSnapshot(
            workspace,
            {
              ...request,
              sources: readable,
              named: sources,
              ...(origin === undefined ? {} : { origin: await madeBy(workspace.store, origin) }),
            },
            jobContext,
          )
        },
        takenOutcome,
      ),
    'snapshot.takeTogether': ({ parts, ...shared }, context) =>
      session.jobs.run(
        `Snapshots of ${parts.map(({ dataset }) => dataset).join(', ')}`,
        context,
        async (jobContext) => {
          const requests: SnapshotRequest[] = []
          for (const { dataset, sources } of parts) {
            const readable: string[] = []
            for (const source of sources) readable.push(await session.access.readablePattern(source))
            requests.push({ ...shared, dataset, sources: readable, named: sources })
          }
          return { snapshots: await takeTogether(await session.workspace(), requests, jobContext) }
        },
      ),
    'snapshot.show': async ({ reference }) => (await opened()).facts(reference),
    'snapshot.reading': async ({ reference }) => {
      const { snapshot, version } = await (await opened()).resolve(reference)
      return {
        version,
        tables: snapshot.tables.map(({ name, options, chosen }) => ({
          name,
          options,
          ...(chosen === undefined ? {} : { chosen }),
        })),
      }
    },
    'snapshot.schema': async ({ reference }) => {
      const store = await opened()
      const { snapshot, table } = await store.resolve(reference)
      const tables: SchemaTable[] = []
      for (const each of table === undefined ? snapshot.tables : [table])
        tables.push({ ...schemaOf(each), rejects: await readRejects(store, each) })
      return { tables }
    },
    'snapshot.commandLog': async ({ reference }) => {
      const store = await opened()
      const { snapshot, reference: named } = await store.resolve(reference)
      const log = snapshot.lineage?.command?.log
      if (log === undefined)
        throw new FirnError('not-found', `${named} has no log: no command made it, or it said nothing.`, {
          context: { reference: named },
        })
      return { text: await readFile(await store.objectPath(log), 'utf8') }
    },
    'snapshot.hold': async ({ references, purpose }) => {
      const store = await opened()
      const versions = await Promise.all(references.map((reference) => store.resolve(reference)))
      const writer = await store.begin(purpose, { inputs: [...new Set(versions.map(({ id }) => id))] })
      session.onClose(() => writer.release())
      return { held: versions.map(({ dataset, version }) => formatReference(dataset, version)) }
    },
    'snapshot.path': async ({ reference }) => ({
      path: (await (await opened()).materialisePath(reference)).path,
    }),
    'snapshot.checkOut': ({ reference, folder }, context) =>
      session.jobs.run(
        `Check out ${reference}`,
        context,
        async (jobContext) => {
          const place = await session.access.writable(folder)
          return (await opened()).checkOut(reference, place, jobContext)
        },
        checkedOutOutcome,
      ),
    'snapshot.restore': async ({ reference, ...request }) =>
      snapshotResult(await (await opened()).restore(reference, request)),
    'set.make': ({ dataset, ...request }, context) =>
      session.jobs.run(`Set ${dataset}`, context, async () => {
        const store = await opened()
        const made = snapshotResult(
          await store.makeSet({ dataset, ...request, program: packageFile.version }),
        )
        const { members = [] } = await store.setMembers(formatReference(dataset, made.version))
        return { ...made, members }
      }),
    'set.members': async ({ reference }) => (await opened()).setMembers(reference),
    'dataset.branches': async ({ dataset }) => ({ dataset, ...(await (await opened()).branches(dataset)) }),
    'branch.make': async ({ reference, name }) => (await opened()).branch(reference, name),
    'branch.switch': async ({ dataset, branch }) => (await opened()).switchTo(dataset, branch),
    'tag.set': async ({ reference, name }) => (await opened()).tag(reference, name),
    'tag.remove': async ({ dataset, name }) => (await opened()).untag(dataset, name),
  }
}

function schemaOf(table: SnapshotTable): Omit<SchemaTable, 'rejects'> {
  return {
    name: table.name,
    format: table.format,
    options: table.options,
    files: table.files.length,
    rows: Number(table.rows),
    rejected: Number(table.rejected),
    columns: table.columns.map((column) => ({ ...column, present: Number(column.present) })),
  }
}
