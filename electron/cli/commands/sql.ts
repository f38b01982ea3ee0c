import { Command, InvalidArgumentError, Option } from 'commander'
import { resolve } from 'node:path'
import { FirnError, isCancelled } from '../../../shared/contract/errors.ts'
import { exportFormats } from '../../../shared/contract/query.ts'
import { bytes, counted } from '../format.ts'
import { keyValue } from '../key-value.ts'
import { type CommandSession, optionsOf, runCommand } from '../session.ts'
import { writeResult } from '../write-result.ts'

interface Options {
  readonly format?: (typeof exportFormats)[number] | 'table'
  readonly output?: string
  readonly param?: Record<string, string>
  /** Seconds. */
  readonly deadline?: number
  readonly spreadsheetSafe?: boolean
}

export function sqlCommand(): Command {
  return new Command('sql')
    .description('run a SELECT over snapshots and files')
    .argument('<query>')
    .addOption(new Option('--format <format>', 'how rows are written').choices(['table', ...exportFormats]))
    .option('-o, --output <file>', 'write into a file')
    .option('--param <name=value>', 'value of $name in the query; repeat for more', keyValue)
    .option(
      '--deadline <seconds>',
      'stop the query after so many seconds; the settings may stop it earlier',
      seconds,
    )
    .option(
      '--spreadsheet-safe',
      'of CSV and TSV: put an apostrophe before text that a spreadsheet would run as a formula',
    )
    .addHelpText(
      'after',
      `
Examples:
  firn sql 'SELECT status, count(*) FROM access GROUP BY status'
  firn sql 'FROM "constituents@v1" JOIN "constituents@v2" USING (Symbol)' --format csv
  firn sql "FROM './data.csv' WHERE day = \\$day" --param day=2026-01-05 -o day.parquet --format parquet`,
    )
    .action(async (sql: string, _options, command: Command) => {
      if (sql === '') throw new FirnError('wrong-usage', 'There is no query.')
      const options = optionsOf<Options>(command)
      const safe = options.spreadsheetSafe === true ? { spreadsheetSafe: true } : {}
      const format = options.format ?? (options.json === true ? 'json' : formatOf(options.output))
      await runCommand(
        options,
        within(options.deadline, async (session) => {
          const result = await session.call('query.start', { sql, parameters: options.param })
          for (const warning of result.warnings) session.warn(`warning: ${warning}`)
          if (options.output === undefined) {
            await writeResult(session, result, format, safe)
            return
          }
          const written = await session.call('query.export', {
            resultId: result.resultId,
            format: format === 'table' ? 'csv' : format,
            target: resolve(options.output),
            ...safe,
          })
          session.warn(`Wrote ${counted(written.rows, 'row')}, ${bytes(written.bytes)}, to ${written.path}`)
        }),
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

function seconds(text: string): number {
  const value = Number(text)
  if (text.trim() !== '' && value > 0 && value <= 1_000_000) return value
  throw new InvalidArgumentError('It must be a number of seconds above 0.')
}

/** The action, cancelled with everything that it called after so many seconds; throws `deadline` then. */
function within(
  longest: number | undefined,
  action: (session: CommandSession) => Promise<void>,
): (session: CommandSession) => Promise<void> {
  if (longest === undefined) return action
  return async (session) => {
    const late = AbortSignal.timeout(longest * 1000)
    const signal = AbortSignal.any([session.signal, late])
    const call: CommandSession['call'] = (name, input, more) => session.call(name, input, { signal, ...more })
    try {
      await action({ ...session, call, signal })
    } catch (error) {
      if (!late.aborted || !isCancelled(error)) throw error
      throw new FirnError('deadline', `The query was stopped after ${longest} s.`, {
        hint: 'Ask for less, or allow more time.',
      })
    }
  }
}
