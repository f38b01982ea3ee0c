import { contract, type Events } from '../../shared/contract/contract.ts'
import { toWireError } from '../../shared/contract/errors.ts'
import { createResponder, type Responder } from '../../shared/contract/responder.ts'
import type { Transport } from '../../shared/contract/transport.ts'
import type { Engine, EngineConfig, HostClient } from './engine-config.ts'
import { limitedAccess, openAccess } from './file-access.ts'
import { withCallLog } from './call-log.ts'
import { createHandlers } from './handlers.ts'
import { openJobHistory } from './jobs/job-history.ts'
import { createJobs } from './jobs/jobs.ts'
import type { Spawner } from './process/spawner.ts'
import { mostProcessMemory } from './query/limits.ts'
import { createWorkers } from './query/workers.ts'
import { withoutWriting, withReadingOnly } from './reading-only.ts'
import { createRunningCalls } from './running-calls.ts'
import { openScratchFolder } from './scratch-folders.ts'
import { openAgreements } from './schedule/agreements.ts'
import { createScheduler } from './schedule/scheduler.ts'
import { createSchedules } from './schedule/schedules.ts'
import { createScratchPlace } from './scratch-place.ts'
import { createSession } from './session.ts'
import { openLog } from './state/log-file.ts'
import { openSettings, usualScratch } from './state/settings.ts'
import { createWorkspaces } from './workspaces.ts'

/**
 * Makes the engine: stores, workers and jobs, shared by all sessions. It holds no state outside of itself, so
 * several can live in one process. `clock` is the time of stores and schedules, in milliseconds since 1970.
 */
export async function createEngine(
  config: EngineConfig,
  spawner: Spawner,
  clock: () => number = Date.now,
): Promise<Engine> {
  const scratchFolder = await openScratchFolder(usualScratch(config.stateFolder))
  const emitters = new Set<Emit>()
  const emit: Emit = (name, payload) => {
    for (const each of emitters) each(name, payload)
  }
  const settings = await openSettings(config.stateFolder, (state) => emit('settings', state))
  const workers = createWorkers({
    spawner,
    scratchFolder,
    limits: { memoryBytes: mostProcessMemory() },
    // A window's next query should not wait for a process to start; a command runs one and ends.
    ...(config.host === 'command-line' ? {} : { spare: ['interactive'] as const }),
  })
  const scratch = createScratchPlace(workers, scratchFolder)
  await scratch.move(settings.scratchFolder).catch((error: unknown) => {
    // A disk that is not plugged in must not keep anybody from asking small questions.
    const { message } = toWireError(error)
    settings.reportScratch(`${message} Scratch files lie in ${usualScratch(config.stateFolder)} instead.`)
  })
  const jobHistory = openJobHistory(config.stateFolder, config.host)
  // Who only reads leaves nothing behind on this machine either.
  const jobs = createJobs((job) => emit('job', job), config.readOnly === true ? undefined : jobHistory)
  const workspaces = createWorkspaces({
    stateFolder: config.stateFolder,
    scratchFolder,
    workers,
    limits: settings.limits,
    emit,
    readOnly: config.readOnly === true,
    // A command ends with what it was asked for.
    background:
      config.host === 'command-line'
        ? undefined
        : {
            isOn: () => settings.checksInBackground,
            isBusy: () =>
              workers.processes.some(({ busy }) => busy) ||
              jobs.list().some(({ state }) => state === 'running'),
          },
    clock,
  })
  const usualAccess =
    config.host === 'command-line'
      ? openAccess(config.allow[0] ?? process.cwd(), config.stateFolder)
      : limitedAccess(config.allow, config.stateFolder)
  const access = config.readOnly === true ? withoutWriting(usualAccess) : usualAccess
  const agreements = openAgreements(config.stateFolder)
  const schedules = createSchedules({ config, agreements, access, clock })
  const running = createRunningCalls()
  const responders = new Set<Responder>()
  // A command tells of its troubles itself.
  const log = config.host === 'command-line' ? undefined : openLog(config.stateFolder, 'engine')
  log?.write('engine started', { node: process.versions.node })
  workers.onDeath((error) => {
    log?.write('worker died', { code: error.code })
    emit('process', { what: 'worker', text: error.message })
  })
  // A warm process saves the first query 0.3 s; a command may never need one.
  if (config.host !== 'command-line')
    void workers.using('interactive', () => Promise.resolve()).catch(() => {})

  const scheduler = createScheduler({
    schedules,
    stores: async () => {
      const agreed = await agreements.stores()
      // A server is for the store that it was started with, and for those that its windows open.
      const ours =
        config.host === 'served'
          ? agreed.filter((path) => path === config.store || workspaces.isOpen(path))
          : agreed
      const places = await Promise.all(ours.map((path) => workspaces.open(path).catch(() => undefined)))
      return places.filter((place) => place !== undefined)
    },
    jobsOn: ({ store }) => jobs.of({ scheduled: true, store: () => Promise.resolve(store.id) }),
    troubled: (error) => log?.write('schedule failed', { code: toWireError(error).code }),
  })
  // A command ends before anything could be due.
  if (config.host !== 'command-line' && config.readOnly !== true) scheduler.start()

  return {
    attach(transport: Transport, client?: HostClient) {
      const session = createSession({
        config: client?.store === undefined ? config : { ...config, store: client.store },
        workers,
        settings,
        scratch,
        jobsOn: (store) => jobs.of({ client: client?.id, store }),
        jobHistory,
        schedules,
        agreements,
        clock,
        workspaces,
        access,
        scratchFolder,
        emit: (name, payload) => responder.emit(name, payload),
        opened: (path) => emit('store', { path, ...(client === undefined ? {} : { client: client.id }) }),
      })
      const all = createHandlers(session)
      const logged = log === undefined ? all : withCallLog(all, log)
      const handlers = running.watch(withReadingOnly(logged, contract, session), contract)
      const responder = createResponder(transport, contract, handlers)
      responders.add(responder)
      const own: Emit = (name, payload) => responder.emit(name, payload)
      emitters.add(own)
      transport.onClose(() => {
        emitters.delete(own)
        responders.delete(responder)
        void session.close()
      })
    },
    grant: (paths) => access.grant(paths),
    async close(graceMs = 0) {
      running.refuseChanges()
      const scheduled = scheduler.stop()
      if (graceMs > 0) await withinOrGivenUp(graceMs, Promise.all([running.changesSettled(), scheduled]))
      for (const responder of responders) responder.cancelAll()
      jobs.cancelAll()
      await running.settled()
      await scheduled
      await jobs.settled()
      await workspaces.close()
      await workers.close()
      log?.write('engine ended')
      await log?.settled()
    },
  }
}

/** Waits for something, but not longer than so many milliseconds. */
async function withinOrGivenUp(limitMs: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, limitMs)
  })
  await Promise.race([work, late])
  clearTimeout(timer)
}

export type Emit = <Name extends keyof Events>(name: Name, payload: Events[Name]) => void
