import { Command } from 'commander'
import { snapshotDocument } from '../snapshot-answer.ts'
import { optionsOf, runCommand } from '../session.ts'

export function restoreCommand(): Command {
  return new Command('restore')
    .description('make an old version the newest again; what came between stays in the history')
    .argument('<ref>')
    .option('-m, --message <text>', 'why')
    .option('--tag <name>', 'give the new version a name')
    .addHelpText('after', '\nExample:\n  firn restore constituents@v1 -m "v2 lost rows"')
    .action(async (reference: string, _options, command: Command) => {
      const options = optionsOf<{ message?: string; tag?: string }>(command)
      await runCommand(options, async ({ call, answer, warn }) => {
        const { message, tag } = options
        const result = await call('snapshot.restore', { reference, message, tag })
        for (const warning of result.warnings) warn(`warning: ${warning}`)
        answer(snapshotDocument(result), () =>
          result.changed
            ? `${result.dataset}@v${result.version} holds what ${reference} held.`
            : `${result.dataset}@v${result.version} is the newest version and holds this already.`,
        )
      })
    })
}
