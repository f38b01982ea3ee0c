import type { Handlers } from '../../../shared/contract/responder.ts'
import type { scheduleMethods } from '../../../shared/contract/schedule.ts'
import { scheduleText } from '../../../shared/model/schedule.ts'
import { checkTimes, nextMoments } from '../schedule/times.ts'
import type { Session } from '../session.ts'

/** Moments of a preview. */
const momentsShown = 3

/** What datasets are told to do by themselves. */
export function scheduleHandlers(session: Session): Handlers<typeof scheduleMethods> {
  const { schedules, agreements, clock } = session
  return {
    'dataset.settings': async ({ dataset }) => (await session.workspace()).store.settings(dataset),
    'dataset.setSettings': async ({ dataset, ...change }) => {
      const workspace = await session.workspace()
      const { store } = workspace
      const before = await store.settings(dataset)
      if (change.schedule !== undefined && change.schedule !== null)
        checkTimes(change.schedule.times, new Date(clock()))
      const named = change.sources ?? (change.sources === null ? undefined : before.sources)
      const touchesSources = change.sources !== undefined || change.schedule !== undefined
      const sources =
        named !== undefined && touchesSources && change.schedule !== null
          ? await schedules.openSources(workspace, dataset, named)
          : named
      const after = await store.changeSettings(dataset, {
        ...change,
        ...(change.sources === undefined || change.sources === null ? {} : { sources: sources ?? [] }),
      })
      const agreed = await agreements.sources(store.id, dataset)
      if (after.schedule === undefined) {
        if (agreed !== undefined) await agreements.withdraw(store.id, dataset)
      } else if (change.schedule !== undefined || (agreed !== undefined && change.sources !== undefined))
        await agreements.agree(store, dataset, after.sources)
      return after
    },
    'schedule.list': async () => ({ schedules: await schedules.list(await session.workspace()) }),
    'schedule.preview': ({ times }) => {
      const now = new Date(clock())
      checkTimes(times, now)
      return {
        text: scheduleText(times),
        next: nextMoments(times, now, now, momentsShown).map((moment) => moment.toISOString()),
      }
    },
    'schedule.run': async ({ dataset, now }, context) =>
      await schedules.run(
        await session.workspace(),
        dataset,
        { now: now === true, jobs: session.jobs },
        context,
      ),
    'schedule.agree': async ({ dataset }) => {
      const workspace = await session.workspace()
      const settings = await workspace.store.settings(dataset)
      // A window may agree only to what it may read anyway.
      await schedules.openSources(workspace, dataset, settings.sources)
      await agreements.agree(workspace.store, dataset, settings.sources)
      return await schedules.state(workspace, settings)
    },
  }
}
