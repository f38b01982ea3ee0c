import { existsSync } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import packageFile from '../../../package.json' with { type: 'json' }
import type { applicationMethods, ApplicationInfo } from '../../../shared/contract/application.ts'
import type { CallContext, Handlers } from '../../../shared/contract/responder.ts'
import { readingOnly } from '../reading-only.ts'
import type { Session } from '../session.ts'
import { createWorkspaceFolder } from '../workspace.ts'
import { recentStores } from '../state/recent-stores.ts'
import { defaultStore } from '../state/state-folder.ts'

/** `buildSample` fills an empty store with the sample data. */
export function applicationHandlers(
  session: Session,
  buildSample: (folder: string, context: CallContext) => Promise<void>,
): Handlers<typeof applicationMethods> {
  const info = async (): Promise<ApplicationInfo> => {
    const workspace = await session.workspaceIfOpen()
    return {
      version: packageFile.version,
      engineVersion: packageFile.dependencies['@duckdb/node-bindings'],
      platform: process.platform,
      host: session.config.host,
      ...(workspace === undefined ? {} : { store: workspace.path }),
    }
  }
  const requireMaking = () => {
    if (session.config.readOnly === true) throw readingOnly()
  }
  return {
    'application.info': info,
    'application.recent': async () => ({ stores: await recentStores(session.config.stateFolder) }),
    'application.processes': async () => {
      const { processes } = session.workers
      return {
        engineBytes: process.memoryUsage.rss() + (await session.workers.memory()),
        workers: processes.length,
      }
    },
    'application.openStore': async ({ path, create }) => {
      const folder = await openable(session, path, create === true)
      await session.openStore(folder, create === true)
      return await info()
    },
    'application.reopenStore': async ({ path, id }) => {
      // First, so that whatever becomes of it no call goes to another store.
      session.leaveStore()
      await session.reopenStore(await openable(session, path, false), id)
      return await info()
    },
    'application.openDefault': async () => {
      const folder = defaultStore()
      const isThere = existsSync(join(folder, 'firn.json'))
      if (!isThere) requireMaking()
      await session.openStore(folder, !isThere)
      return await info()
    },
    'application.openSample': (_, context) =>
      session.jobs.run('Sample store', context, async (jobContext) => {
        const folder = join(session.config.stateFolder, 'sample-store')
        if (!existsSync(join(folder, 'firn.json'))) {
          requireMaking()
          // Built aside, so that a sample that was cut short is never taken for a whole one.
          const draft = `${folder}.${process.pid}`
          await rm(draft, { recursive: true, force: true })
          await createWorkspaceFolder(draft)
          await buildSample(draft, jobContext)
          await session.forget(draft)
          await rename(draft, folder)
        }
        await session.openStore(folder, false)
        return await info()
      }),
    'jobs.list': () => ({ jobs: session.jobs.list() }),
    'jobs.cancel': ({ id }) => {
      session.jobs.cancel(id)
      return null
    },
    'jobs.history': async () => await session.jobHistory.list((await session.workspace()).store.id),
  }
}

/**
 * The folder of a store that this session may open or make. What the person opened before needs no dialog: the
 * engine itself has kept that list.
 */
async function openable({ access, config }: Session, path: string, create: boolean): Promise<string> {
  if (!create) {
    // A list that cannot be read allows nothing; the start screen says what is wrong with it.
    const recent = await recentStores(config.stateFolder).catch(() => [])
    if (path === config.store || recent.some((store) => store.path === path)) return path
  }
  return await access.storeFolder(path, create)
}
