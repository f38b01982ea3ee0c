import { Command } from 'commander'
import { columns, counted } from '../format.ts'
import { optionsOf, runCommand } from '../session.ts'

export function lineageCommand(): Command {
  return new Command('lineage')
    .description('show what a snapshot came from, or what came from it')
    .argument('<ref>')
    .option('--down', 'what was made from it')
    .addHelpText(
      'after',
      '\nExamples:\n  firn lineage bot-detector@v3\n  firn lineage access@v12 --down --json',
    )
    .action(async (reference: string, _options, command: Command) => {
      const options = optionsOf<{ down?: boolean }>(command)
      await runCommand(options, async ({ call, answer, warn }) => {
        const graph = await call('lineage.graph', {
          reference,
          direction: options.down === true ? 'down' : 'up',
        })
        for (const { reference: lost, problem } of graph.problems)
          warn(`warning: ${lost} cannot be read: ${problem}`)
        answer(graph, () =>
          columns(
            graph.nodes.map((node) => [
              node.key,
              node.kind,
              node.problem === undefined ? counted(node.rows, 'row') : 'cannot be read',
              node.expired ? 'expired' : '',
              graph.edges
                .filter((edge) => edge.to === node.key)
                .map((edge) => `from ${edge.from}`)
                .join(', '),
            ]),
          ),
        )
      })
    })
}
