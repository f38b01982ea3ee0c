import { Command } from 'commander'
import { optionsOf, runCommand } from '../session.ts'

export function showCommand(): Command {
  return new Command('show')
    .description('show one snapshot as it is stored')
    .argument('<ref>')
    .addHelpText('after', '\nExamples:\n  firn show events@v3\n  firn show events@prod --json')
    .action(async (reference: string, _options, command: Command) => {
      await runCommand(optionsOf(command), async ({ call, answer }) => {
        const { snapshot, id, tags, usedBy, expired, entry } = await call('snapshot.show', { reference })
        const document = { ...snapshot, id, tags, usedBy, expired, entry }
        answer(document, () => JSON.stringify(document, null, 2))
      })
    })
}
