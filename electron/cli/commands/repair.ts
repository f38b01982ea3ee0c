import { Command } from 'commander'
import type { RepairStep } from '../../../shared/contract/integrity.ts'
import { counted } from '../format.ts'
import { findingsText } from '../findings-text.ts'
import { optionsOf, runCommand } from '../session.ts'

export function repairCommand(): Command {
  return new Command('repair')
    .description('mend what can be mended from what is at hand')
    .option('--plan', 'only say what would be done (the default)')
    .option('--apply', 'do it')
    .option('--data', 'first read every byte and compare its hash')
    .addHelpText(
      'after',
      [
        '\nLost and damaged bytes are put back from plain folders, from where the data was taken and from other stores',
        'of this machine, if the same bytes are there; entries of logs where their hash is known for certain; plain',
        'folders that were changed are removed. Without --data it starts from what checks have found so far.',
        'Taking the same data again heals as well.',
        '\nExamples:\n  firn repair\n  firn repair --data\n  firn repair --apply',
      ].join('\n'),
    )
    .action(async (_options, command: Command) => {
      const options = optionsOf<{ plan?: boolean; apply?: boolean; data?: boolean }>(command)
      if (options.plan === true && options.apply === true)
        command.error('error: --plan and --apply exclude each other')
      await runCommand(options, async ({ call, answer }) => {
        const { data } = options
        if (options.apply !== true) {
          const plan = await call('integrity.plan', { data })
          answer(plan, () =>
            [
              plan.steps.length === 0
                ? plan.left.length === 0
                  ? 'Nothing is wrong: there is nothing to repair.'
                  : 'Nothing of this can be mended from what is at hand.'
                : `${counted(plan.steps.length, 'step')}; firn repair --apply takes ${plan.steps.length === 1 ? 'it' : 'them'}.`,
              ...plan.steps.map(stepText),
              ...findingsText(plan.left),
            ].join('\n'),
          )
          if (plan.steps.length + plan.left.length > 0) process.exitCode = 1
          return
        }
        const result = await call('integrity.repair', { data })
        answer(result, () =>
          [
            `${counted(result.done.length, 'step')} done. ${result.left.length === 0 ? 'Nothing is wrong any more.' : `${counted(result.left.length, 'finding')} left.`}`,
            ...result.done.map(stepText),
            ...result.failed.map(({ step, problem }) => `! ${step.text} ${problem}`),
            ...findingsText(result.left),
          ].join('\n'),
        )
        if (result.left.length + result.failed.length > 0) process.exitCode = 1
      })
    })
}

function stepText({ text, snapshots }: RepairStep): string {
  return `- ${text}${snapshots.length > 0 ? ` (${snapshots.join(', ')})` : ''}`
}
