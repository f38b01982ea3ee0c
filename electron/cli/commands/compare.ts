import { Command, InvalidArgumentError } from 'commander'
import { resolve } from 'node:path'
import { FirnError } from '../../../shared/contract/errors.ts'
import { splitTable } from '../../../shared/model/reference.ts'
import { memberDifferences } from '../../../shared/model/set.ts'
import { comparisonText, mostChanged } from '../comparison-text.ts'
import { counted } from '../format.ts'
import { nameList, type NamePair, renameList } from '../name-list.ts'
import { type ComparedSets, memberDifferencesText } from '../set-text.ts'
import { type CommandSession, optionsOf, runCommand } from '../session.ts'

interface Options {
  readonly key?: readonly string[]
  readonly rename?: 'auto' | NamePair[]
  readonly output?: Output
}

interface Output {
  readonly target: string
  readonly format: 'csv' | 'json' | 'parquet'
}

export function compareCommand(): Command {
  return new Command('compare')
    .description('show what changed between two versions')
    .argument('<a>', 'the version before, for example listings@v6')
    .argument('<b>', 'the version after')
    .option(
      '--key <columns>',
      'columns that name a row, separated by commas; "" compares whole rows',
      nameList,
    )
    .option(
      '--rename <pairs>',
      'old=new columns separated by commas, or "auto" for the likely ones',
      renameList,
    )
    .option('-o, --output <file>', 'write every row that differs (.csv, .json or .parquet)', outputOf)
    .addHelpText(
      'after',
      `
Examples:
  firn compare listings@v6 listings@v7
  firn compare population@v3 population@v4 --key 'Country Code,Year' --json
  firn compare sp500@v2 sp500@v3 --rename auto -o difference.csv
  firn compare release-1@v1 release-1@v2         (sets: which members changed)
  firn compare release-1@v1/events release-1@v2/events`,
    )
    .action(async (a: string, b: string, _options, command: Command) => {
      const { output, ...options } = optionsOf<Options>(command)
      await runCommand(options, async ({ call, answer, warn }) => {
        const members = await membersOfBoth(call, a, b)
        if (members !== undefined) {
          if (options.key !== undefined || options.rename !== undefined || output !== undefined)
            throw new FirnError('wrong-usage', 'Keys, renames and files are of the rows of one member.', {
              hint: `Compare that member: firn compare ${a}/MEMBER ${b}/MEMBER`,
            })
          answer({ a: members.a, b: members.b, members: members.differences }, () =>
            memberDifferencesText(members),
          )
          return
        }
        const { comparisonId, ...comparison } = await call('compare.start', {
          a,
          b,
          ...(options.key === undefined ? {} : { key: [...options.key] }),
          ...(options.rename === undefined ? {} : { rename: options.rename }),
        })
        const { columns } = comparison.equal
          ? comparison // not read, and figures would be a reason to
          : await call('compare.statistics', {
              comparisonId,
              ...(options.json === true ? {} : { columns: mostChanged(comparison.columns) }),
            })
        if (output !== undefined) {
          const { path, rows } = await call('compare.export', { comparisonId, ...output })
          warn(`Wrote ${counted(rows, 'row')} to ${path}`)
        }
        const { schema, rows, cells, keys, equal } = comparison
        answer({ a: comparison.a, b: comparison.b, equal, schema, rows, cells, columns, keys }, () =>
          comparisonText(comparison, columns),
        )
      })
    })
}

/** Two sets are compared by their members; undefined where rows are meant. */
async function membersOfBoth(
  call: CommandSession['call'],
  a: string,
  b: string,
): Promise<ComparedSets | undefined> {
  if (splitTable(a).table !== undefined || splitTable(b).table !== undefined) return undefined
  const before = await call('set.members', { reference: a })
  if (before.members === undefined) return undefined
  const after = await call('set.members', { reference: b })
  if (after.members === undefined) return undefined
  return {
    a: before.reference,
    b: after.reference,
    differences: memberDifferences(before.members, after.members),
  }
}

function outputOf(file: string): Output {
  const format = /\.([a-z]+)$/.exec(file.toLowerCase())?.[1]
  if (format !== 'csv' && format !== 'json' && format !== 'parquet')
    throw new InvalidArgumentError('Its name must end in .csv, .json or .parquet.')
  return { target: resolve(file), format }
}
