import { Command } from 'commander'
import { optionsOf, runCommand } from '../session.ts'

export function showCommand(): Command {
  return new Command('show')
    .description('show one snapshot as it is stored')
    .argument('<ref>')
    .option('--log', 'what the program said that made it (firn run)')
    .addHelpText(
      'after',
      '\nExamples:\n  firn show events@v3\n  firn show events@prod --json\n  firn show features --log',
    )
    .action(async (reference: string, _options, command: Command) => {
      const options = optionsOf<{ log?: boolean }>(command)
      await runCommand(options, async ({ call, answer }) => {
        if (options.log === true) {
          const { text } = await call('snapshot.commandLog', { reference })
          answer({ text }, () => text)
          return
        }
        const { snapshot, id, tags, usedBy, expired, entry } = await call('snapshot.show', { reference })
        const { members } = snapshot.kind === 'set' ? await call('set.members', { reference }) : {}
        const held = members === undefined ? {} : { members }
        const document = { ...snapshot, id, tags, usedBy, expired, entry, ...held }
        answer(document, () => JSON.stringify(document, null, 2))
      })
    })
}
