import { Command } from 'commander'
import { counted } from '../format.ts'
import { membersText } from '../set-text.ts'
import { snapshotDocument } from '../snapshot-answer.ts'
import { optionsOf, runCommand } from '../session.ts'

export function setCommand(): Command {
  return new Command('set')
    .description('hold snapshots of several datasets together as one version')
    .argument('<name>', 'name of the set, made when it is new')
    .argument('<ref...>', 'what it holds, as it is now: one version of each dataset')
    .option('-m, --message <text>', 'what it is for')
    .option('--tag <name>', 'give the new version a name')
    .addHelpText(
      'after',
      '\nExamples:\n  firn set release-1 events@v3 labels@prod\n  firn sql \'SELECT * FROM "release-1@v1/events"\'\n  firn compare release-1@v1 release-1@v2\n  firn checkout release-1 ./release-1',
    )
    .action(async (dataset: string, members: string[], _options, command: Command) => {
      const options = optionsOf<{ message?: string; tag?: string }>(command)
      await runCommand(options, async ({ call, answer }) => {
        const { message, tag } = options
        const result = await call('set.make', { dataset, members, message, tag })
        answer({ ...snapshotDocument(result), members: result.members }, () =>
          [
            result.changed
              ? `Made ${dataset}@v${result.version}: ${counted(members.length, 'snapshot')}, held together and kept from expiry.`
              : `Nothing new: ${dataset}@v${result.version} holds these already.`,
            membersText(result.members),
          ].join('\n'),
        )
      })
    })
}
