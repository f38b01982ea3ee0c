import { Command } from 'commander'
import { bytes, counted } from '../format.ts'
import { type KeepOptions, keepRulesOf, withKeepOptions } from '../keep-options.ts'
import { optionsOf, runCommand } from '../session.ts'

interface Options extends KeepOptions {
  readonly dryRun?: boolean
}

export function expireCommand(): Command {
  const command = new Command('expire')
    .description('hide old versions; tagged ones and those that something depends on always stay')
    .argument('<dataset>')
  return withKeepOptions(command)
    .option('--dry-run', 'only say what would go and what stays, and why')
    .addHelpText(
      'after',
      '\nExamples:\n  firn expire events --keep-last 10 --dry-run\n  firn expire events --keep-last 10\n  firn expire events --keep-daily 7 --keep-weekly 4\n  firn expire events        (by its policy, see firn policy)',
    )
    .action(async (dataset: string, _options, command: Command) => {
      const options = optionsOf<Options>(command)
      await runCommand(options, async ({ call, answer }) => {
        const result = await call('dataset.expire', {
          dataset,
          keep: keepRulesOf(options),
          dryRun: options.dryRun,
        })
        answer(result, () =>
          [
            `${options.dryRun === true ? 'Would hide' : 'Hid'} ${counted(result.expired.length, 'version')}${result.expired.length > 0 ? ` (${result.expired.map((version) => `v${version}`).join(', ')})` : ''}; gc may then free ${bytes(result.freedBytes)}.`,
            ...result.usedBy.map(
              ({ version, references }) =>
                `  v${version} goes: ${counted(references.length, 'version')} made of it stay and can be rebuilt (${shortList(references)})`,
            ),
            ...result.kept.map(({ version, why }) => `  v${version} stays: ${why}`),
          ].join('\n'),
        )
      })
    })
}

function shortList(names: readonly string[]): string {
  return names.length <= 4 ? names.join(', ') : `${names.slice(0, 3).join(', ')}, …`
}
