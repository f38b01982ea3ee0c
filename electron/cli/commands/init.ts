import { Command } from 'commander'
import { resolve } from 'node:path'
import { optionsOf, runCommand } from '../session.ts'

export function initCommand(): Command {
  return new Command('init')
    .description('make an empty store')
    .addHelpText('after', '\nExamples:\n  firn init --store ~/data/firn\n  FIRN_STORE=./store firn init')
    .action(async (_options, command: Command) => {
      const options = optionsOf(command)
      const { defaultStore } = await import('../../core/state/state-folder.ts')
      const path = resolve(options.store ?? defaultStore())
      await runCommand(
        options,
        async ({ call, answer }) => {
          await call('application.openStore', { path, create: true })
          const info = await call('store.info', {})
          answer(
            { store: info.path, id: info.id, format: info.format },
            () => `Made an empty store in ${info.path}`,
          )
        },
        { store: 'none' },
      )
    })
}
