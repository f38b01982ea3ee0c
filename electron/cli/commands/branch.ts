import { Command } from 'commander'
import { parseReference } from '../../../shared/model/reference.ts'
import { columns, counted } from '../format.ts'
import { optionsOf, runCommand } from '../session.ts'

export function branchCommand(): Command {
  return new Command('branch')
    .description('begin a branch at a snapshot, or list the branches of a dataset')
    .argument('<ref>', 'where it begins; of a list, the dataset')
    .argument('[name]', 'name of the new branch')
    .option('--switch', 'new versions go onto it from now on')
    .addHelpText(
      'after',
      '\nA branch is a line of versions beside main. The name of a dataset always means the newest version of main;\nthe newest of a branch is events@cleanup.\n\nExamples:\n  firn branch events@v3 cleanup\n  firn snapshot events fixed/ --branch cleanup\n  firn branch events',
    )
    .action(async (reference: string, name: string | undefined, _options, command: Command) => {
      const options = optionsOf<{ switch?: boolean }>(command)
      await runCommand(options, async ({ call, answer }) => {
        if (name === undefined) {
          const parsed = parseReference(reference)
          const dataset = parsed.ok ? parsed.reference.dataset : reference
          const { current, branches } = await call('dataset.branches', { dataset })
          answer({ dataset, current, branches }, () =>
            columns(
              branches.map((branch) => [
                branch.name === current ? '*' : ' ',
                branch.name,
                branch.version === undefined ? 'none' : `v${branch.version}`,
                counted(branch.versions, 'version'),
              ]),
            ),
          )
          return
        }
        const made = await call('branch.make', { reference, name })
        if (options.switch === true) await call('branch.switch', { dataset: made.dataset, branch: name })
        answer(made, () =>
          [
            `${made.dataset}@${name} begins at v${made.version}.`,
            options.switch === true
              ? `New versions of ${made.dataset} go onto it.`
              : `Take its next version: firn snapshot ${made.dataset} SOURCE --branch ${name}`,
          ].join('\n'),
        )
      })
    })
}

export function switchCommand(): Command {
  return new Command('switch')
    .description('choose the branch that new versions of a dataset go onto')
    .argument('<dataset>')
    .argument('<branch>')
    .addHelpText('after', '\nExamples:\n  firn switch events cleanup\n  firn switch events main')
    .action(async (dataset: string, branch: string, _options, command: Command) => {
      await runCommand(optionsOf(command), async ({ call, answer }) => {
        const result = await call('branch.switch', { dataset, branch })
        const at = result.version === undefined ? '' : `, after v${result.version}`
        answer(
          result,
          () =>
            `New versions of ${dataset} go onto ${branch}${at}${result.changed ? '' : ', as they did already'}.`,
        )
      })
    })
}
