import { Command } from 'commander'
import { FirnError } from '../../../shared/contract/errors.ts'
import { keepRulesText } from '../../../shared/model/retention.ts'
import { type KeepOptions, keepRulesOf, withKeepOptions } from '../keep-options.ts'
import { optionsOf, runCommand } from '../session.ts'

export function policyCommand(): Command {
  const command = new Command('policy')
    .description('which versions of a dataset are kept; shows it, sets it, or takes it away')
    .argument('<dataset>')
  return withKeepOptions(command)
    .option('--none', 'take the policy away')
    .addHelpText(
      'after',
      `
A version stays when one rule keeps it, and always when a tag names it or something depends on it.
"firn expire DATASET" without options then hides the others; nothing is hidden before.

Examples:
  firn policy access --preset usual
  firn policy access --keep-daily 7 --keep-weekly 4
  firn policy access`,
    )
    .action(async (dataset: string, _options, command: Command) => {
      const options = optionsOf<KeepOptions & { none?: boolean }>(command)
      const keep = keepRulesOf(options)
      if (keep !== undefined && options.none === true)
        throw new FirnError('wrong-usage', 'Give either rules or --none.')
      await runCommand(options, async ({ call, answer }) => {
        const asked = keep === undefined && options.none !== true
        const result = asked
          ? await call('dataset.policy', { dataset })
          : await call('dataset.setPolicy', { dataset, keep: keep ?? null })
        answer(result, () =>
          result.keep === undefined
            ? `${dataset} has no policy: every version is kept until it is expired.`
            : `${dataset} keeps ${keepRulesText(result.keep)}.`,
        )
      })
    })
}
