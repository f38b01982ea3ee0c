import { Command } from 'commander'
import { bytes, counted } from '../format.ts'
import { optionsOf, runCommand } from '../session.ts'

export function checkoutCommand(): Command {
  return new Command('checkout')
    .description('write the files of a snapshot into a folder, byte for byte')
    .argument('<ref>')
    .argument('<dir>', 'a folder that does not exist yet, or an empty one')
    .addHelpText(
      'after',
      '\nExamples:\n  firn checkout constituents@v1 ./constituents-2016\n  firn checkout access ~/work/access',
    )
    .action(async (reference: string, folder: string, _options, command: Command) => {
      await runCommand(optionsOf(command), async ({ call, answer, warn }) => {
        const result = await call('snapshot.checkOut', { reference, folder })
        for (const path of result.escaped)
          warn(`warning: this file system cannot hold a name, so it was written as ${path}`)
        const links = result.links === 0 ? '' : ` and ${counted(result.links, 'link')}`
        answer(
          result,
          () =>
            `Wrote ${counted(result.files, 'file')}${links} of ${result.reference}, ${bytes(result.bytes)}, to ${result.folder}.`,
        )
      })
    })
}
