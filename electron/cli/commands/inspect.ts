import { Command } from 'commander'
import { conflictText } from '../../../shared/model/conflict-text.ts'
import type { DiscoveredTable } from '../../../shared/model/discovery.ts'
import { columns, counted, shortened } from '../format.ts'
import {
  chooseReading,
  isAnyReadingChosen,
  type ReadingOptions,
  withReadingOptions,
} from '../reading-options.ts'
import { optionsOf, runCommand } from '../session.ts'

export function inspectCommand(): Command {
  return withReadingOptions(
    new Command('inspect')
      .description('discover what files and folders hold, without importing them')
      .argument('<source...>', 'files, folders or patterns'),
  )
    .addHelpText(
      'after',
      '\nExamples:\n  firn inspect logs/\n  firn inspect data.csv --json\n  firn inspect "logs/*.gz"\n  firn inspect prices.txt --delimiter semicolon --null n/a --type id=VARCHAR',
    )
    .action(async (sources: string[], _options, command: Command) => {
      const options = optionsOf<ReadingOptions>(command)
      await runCommand(
        options,
        async ({ call, answer, warn }) => {
          const { importId, discovery: sampled } = await call('import.open', { sources })
          if (isAnyReadingChosen(options)) await chooseReading(call, importId, sampled, options)
          const { discovery } = await call('import.read', { importId })
          for (const problem of discovery.problems) warn(`${problem.path}: ${problem.message}`)
          answer(
            {
              tables: discovery.tables.map((table) => ({
                name: table.name,
                format: table.format,
                compression: table.compression,
                options: table.options,
                files: table.files.length,
                rows: table.rows,
                rejected: table.rejected,
                rejects: table.rejects,
                columns: table.columns,
                conflicts: table.conflicts,
              })),
              leftOut: discovery.leftOut.map(({ path, reason }) => ({ path, reason })),
              problems: discovery.problems,
            },
            () =>
              [
                ...discovery.tables.map(describe),
                ...discovery.leftOut.map(({ path, reason }) => `left out ${path}: ${reason}`),
              ].join('\n\n'),
          )
        },
        { store: 'none' },
      )
    })
}

function describe(table: DiscoveredTable): string {
  const head = `${table.name}: ${table.format}, ${counted(table.files.length, 'file')}, ${counted(table.rows, 'row')}, ${table.rejected} rejected`
  const body = columns(
    table.columns.map((column) => [
      `  ${column.name}`,
      shortened(column.type),
      table.rows === 0 ? '' : `${((100 * column.present) / table.rows).toFixed(1)} % present`,
    ]),
  )
  const conflicts = table.conflicts.map((conflict) => `  ! ${conflictText(conflict)}`)
  const rejects = table.rejects
    .slice(0, 5)
    .map(
      (reject) =>
        `  ! ${reject.file}, line ${reject.line}: ${reject.reason}\n    ${reject.text.slice(0, 160)}`,
    )
  return [head, body, ...conflicts, ...rejects].join('\n')
}
