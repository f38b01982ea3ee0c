import { Command } from 'commander'
import { optionsOf, runCommand } from '../session.ts'

export function pathCommand(): Command {
  return new Command('path')
    .description('make a plain folder of a snapshot that other tools can read')
    .argument('<ref>')
    .addHelpText('after', '\nExample:\n  python train.py "$(firn path bot-detector@v3)"')
    .action(async (reference: string, _options, command: Command) => {
      await runCommand(optionsOf(command), async ({ call, answer }) => {
        const { path } = await call('snapshot.path', { reference })
        answer({ path }, () => path)
      })
    })
}
