import { Command } from 'commander'
import { columns, localTime } from '../format.ts'
import { optionsOf, runCommand } from '../session.ts'

export function logCommand(): Command {
  return new Command('log')
    .description('show the history of a dataset, newest first')
    .argument('<dataset>')
    .addHelpText('after', '\nExamples:\n  firn log events\n  firn log events --json')
    .action(async (dataset: string, _options, command: Command) => {
      await runCommand(optionsOf(command), async ({ call, answer }) => {
        const { entries } = await call('dataset.log', { dataset })
        answer({ entries }, () =>
          columns(
            entries.map((entry) => [
              String(entry.number),
              localTime(entry.time),
              entry.actor,
              entry.action,
              entry.version === undefined ? '' : `v${entry.version}`,
              entry.branch ?? '',
              entry.tag ?? entry.message ?? entry.versions?.map((version) => `v${version}`).join(' ') ?? '',
            ]),
          ),
        )
      })
    })
}
