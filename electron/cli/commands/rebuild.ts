import { Command } from 'commander'
import { optionsOf, runCommand } from '../session.ts'

export function rebuildCommand(): Command {
  return new Command('rebuild')
    .description("run a snapshot's recipe again on its own inputs and compare")
    .argument('<ref>')
    .addHelpText('after', '\nExample:\n  firn rebuild sessions-hourly@v5')
    .action(async (reference: string, _options, command: Command) => {
      await runCommand(optionsOf(command), async ({ call, answer }) => {
        const result = await call('aggregate.rebuild', { reference })
        answer(result, () =>
          result.same
            ? [
                `Same: ${result.reference} gives the same rows again (content ${result.content.is.slice(0, 12)}).`,
                ...(result.differences ?? []).map((line) => `  ${line}`),
              ].join('\n')
            : [
                `Not the same as ${result.reference}:`,
                ...(result.differences ?? []).map((line) => `  ${line}`),
              ].join('\n'),
        )
        if (!result.same) process.exitCode = 1
      })
    })
}
