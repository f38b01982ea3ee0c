import { Command } from 'commander'
import { columns, counted, shortened } from '../format.ts'
import { optionsOf, runCommand } from '../session.ts'

export function schemaCommand(): Command {
  return new Command('schema')
    .description('show the tables and columns of a snapshot')
    .argument('<ref>', 'for example events, events@v3 or events@prod')
    .addHelpText('after', '\nExamples:\n  firn schema events@v3\n  firn schema events --json')
    .action(async (reference: string, _options, command: Command) => {
      await runCommand(optionsOf(command), async ({ call, answer }) => {
        const { tables } = await call('snapshot.schema', { reference })
        answer({ tables }, () =>
          tables
            .map((table) => {
              const head = `${table.name}: ${table.format}, ${counted(table.files, 'file')}, ${counted(table.rows, 'row')}, ${table.rejected} rejected`
              return `${head}\n${columns(table.columns.map((column) => [`  ${column.name}`, shortened(column.type), column.present]))}`
            })
            .join('\n\n'),
        )
      })
    })
}
