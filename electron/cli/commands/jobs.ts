import { Command } from 'commander'
import type { PastJob } from '../../../shared/model/job.ts'
import { columns, counted, localTime } from '../format.ts'
import { optionsOf, runCommand } from '../session.ts'

/** Without --json a screen's worth; all with it. */
const shownLines = 30

export function jobsCommand(): Command {
  return new Command('jobs')
    .description('what ran on the store on this machine: when, how long, and what came of it')
    .option('--failed', 'only those that failed')
    .addHelpText('after', '\nExamples:\n  firn jobs\n  firn jobs --failed --json')
    .action(async (_options, command: Command) => {
      const options = optionsOf<{ failed?: boolean }>(command)
      await runCommand(options, async ({ call, answer, warn }) => {
        const { jobs: all, damaged } = await call('jobs.history', {})
        if (damaged > 0) warn(`warning: ${counted(damaged, 'line')} of the history cannot be read`)
        const jobs = options.failed === true ? all.filter(({ state }) => state === 'failed') : all
        answer({ jobs }, () => {
          if (jobs.length === 0)
            return options.failed === true ? 'No job has failed.' : 'Nothing has run here yet.'
          const more = jobs.length - shownLines
          return [
            columns(jobs.slice(0, shownLines).map(lineOf)),
            ...(more > 0 ? [`and ${more} more: --json lists all`] : []),
          ].join('\n')
        })
      })
    })
}

function lineOf({ title, state, startedAt, endedAt, scheduled, outcome, problem }: PastJob): string[] {
  const seconds = endedAt === undefined ? undefined : (Date.parse(endedAt) - Date.parse(startedAt)) / 1000
  return [
    localTime(startedAt),
    scheduled === true ? `${state}, scheduled` : state,
    seconds === undefined ? '' : `${seconds.toFixed(1)} s`,
    title,
    problem ?? outcome?.text ?? '',
  ]
}
