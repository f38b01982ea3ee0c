import { Command } from 'commander'
import type { RebuildResult } from '../../../shared/contract/curate.ts'
import { optionsOf, runCommand } from '../session.ts'

export function rebuildCommand(): Command {
  return new Command('rebuild')
    .description("run a snapshot's recipe again on its own inputs and compare")
    .argument('<ref>')
    .addHelpText('after', '\nExample:\n  firn rebuild sessions-hourly@v5')
    .action(async (reference: string, _options, command: Command) => {
      await runCommand(optionsOf(command), async ({ call, answer }) => {
        const result = await call('aggregate.rebuild', { reference })
        answer(result, () => textOf(result))
        if (!result.same || result.damaged !== undefined) process.exitCode = 1
      })
    })
}

function textOf({ same, reference, content, differences = [], damaged }: RebuildResult): string {
  const verdict = same
    ? `Same: ${reference} gives the same rows again (content ${content.is.slice(0, 12)}).`
    : `Not the same as ${reference}:`
  const indented = (lines: readonly string[]) => lines.map((line) => `  ${line}`)
  const damage =
    damaged === undefined
      ? []
      : [
          `What is stored of ${reference} cannot be read:`,
          ...indented(damaged),
          'Run its recipe again (firn aggregate, firn freeze): that writes it anew.',
        ]
  return [verdict, ...indented(differences), ...damage].join('\n')
}
