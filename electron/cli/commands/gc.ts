import { Command } from 'commander'
import { bytes, counted } from '../format.ts'
import { optionsOf, runCommand } from '../session.ts'

export function gcCommand(): Command {
  return new Command('gc')
    .description('delete what no version has needed for a day')
    .option('--dry-run', 'only say what would go')
    .addHelpText('after', '\nExamples:\n  firn gc --dry-run\n  firn gc')
    .action(async (_options, command: Command) => {
      const options = optionsOf<{ dryRun?: boolean }>(command)
      await runCommand(options, async ({ call, answer }) => {
        const result = await call('store.collect', { dryRun: options.dryRun })
        answer(
          result,
          () =>
            `${options.dryRun === true ? 'Would delete' : 'Deleted'} ${counted(result.objects, 'object')}, ${bytes(result.freedBytes)}; ${counted(result.waiting, 'object')} must wait.`,
        )
      })
    })
}
