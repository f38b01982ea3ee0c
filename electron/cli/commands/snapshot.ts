import { Command } from 'commander'
import { snapshotDocument, snapshotText } from '../snapshot-answer.ts'
import { optionsOf, runCommand } from '../session.ts'

interface Options {
  readonly message?: string
  readonly tag?: string
  readonly asOf?: string
  readonly rehash?: boolean
}

export function snapshotCommand(): Command {
  return new Command('snapshot')
    .description('take a snapshot of files, folders or patterns')
    .argument('<dataset>', 'name of the dataset, made when it is new')
    .argument('<source...>', 'files, folders or patterns')
    .option('-m, --message <text>', 'what is in it')
    .option('--tag <name>', 'give the new version a name')
    .option('--as-of <time>', 'the time the data speaks of, for history brought in later')
    .option('--rehash', 'read files again that seem unchanged')
    .addHelpText(
      'after',
      '\nExamples:\n  firn snapshot access logs/ -m "first import"\n  firn snapshot prices prices.csv --tag 2026-q1',
    )
    .action(async (dataset: string, sources: string[], _options, command: Command) => {
      const options = optionsOf<Options>(command)
      await runCommand(options, async ({ call, answer, warn }) => {
        const result = await call('snapshot.take', {
          dataset,
          sources,
          message: options.message,
          tag: options.tag,
          asOf: options.asOf,
          rehash: options.rehash,
        })
        for (const warning of result.warnings) warn(`warning: ${warning}`)
        answer(snapshotDocument(result), () => snapshotText(result))
      })
    })
}
