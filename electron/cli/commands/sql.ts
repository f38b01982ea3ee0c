import { Command, Option } from 'commander'
import { resolve } from 'node:path'
import { FirnError } from '../../../shared/contract/errors.ts'
import { exportFormats } from '../../../shared/contract/query.ts'
import { bytes, counted } from '../format.ts'
import { keyValue } from '../key-value.ts'
import { optionsOf, runCommand } from '../session.ts'
import { writeResult } from '../write-result.ts'

interface Options {
  readonly format?: (typeof exportFormats)[number] | 'table'
  readonly output?: string
  readonly param?: Record<string, string>
}

export function sqlCommand(): Command {
  return new Command('sql')
    .description('run a SELECT over snapshots and files')
    .argument('<query>')
    .addOption(new Option('--format <format>', 'how rows are written').choices(['table', ...exportFormats]))
    .option('-o, --output <file>', 'write into a file')
    .option('--param <name=value>', 'value of $name in the query; repeat for more', keyValue)
    .addHelpText(
      'after',
      `
Examples:
  firn sql 'SELECT status, count(*) FROM access GROUP BY status'
  firn sql 'FROM "listings@v1" JOIN "listings@v7" USING (Symbol)' --format csv
  firn sql "FROM './data.csv' WHERE day = \\$day" --param day=2026-01-05 -o day.parquet --format parquet`,
    )
    .action(async (sql: string, _options, command: Command) => {
      if (sql === '') throw new FirnError('wrong-usage', 'There is no query.')
      const options = optionsOf<Options>(command)
      const format = options.format ?? (options.json === true ? 'json' : formatOf(options.output))
      await runCommand(
        options,
        async (session) => {
          const result = await session.call('query.start', { sql, parameters: options.param })
          for (const warning of result.warnings) session.warn(`warning: ${warning}`)
          if (options.output === undefined) {
            await writeResult(session, result, format)
            return
          }
          const written = await session.call('query.export', {
            resultId: result.resultId,
            format: format === 'table' ? 'csv' : format,
            target: resolve(options.output),
          })
          session.warn(`Wrote ${counted(written.rows, 'row')}, ${bytes(written.bytes)}, to ${written.path}`)
        },
        { store: 'if-there' },
      )
    })
}

/** The format that a file's name asks for. */
function formatOf(file: string | undefined): (typeof exportFormats)[number] | 'table' {
  const ending = file === undefined ? undefined : /\.([a-z]+)$/.exec(file.toLowerCase())?.[1]
  if (ending === 'md') return 'markdown'
  return exportFormats.find((format) => format === ending) ?? (file === undefined ? 'table' : 'csv')
}
