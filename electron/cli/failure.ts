import { CommanderError } from 'commander'
import { type FirnError, toWireError } from '../../shared/contract/errors.ts'
import { printable } from './format.ts'

/** Says what went wrong on standard error and returns the exit code: 1 failed, 2 wrong usage, 0 for help. */
export function reportFailure(error: unknown, json: boolean): number {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return 0
    // commander has printed its sentence already.
    if (json) printJson({ code: 'wrong-usage', message: error.message.replace(/^error: /, '') })
    return 2
  }
  const { code, message, hint, context } = toWireError(error)
  if (json) printJson({ ...context, code, message, ...(hint === undefined ? {} : { hint }) })
  else process.stderr.write(`${printable(describe(error as FirnError, message, hint))}\n`)
  if (code === 'internal' && process.env['FIRN_DEBUG'] !== undefined) console.error(error)
  return code === 'wrong-usage' ? 2 : 1
}

function describe(error: FirnError, message: string, hint: string | undefined): string {
  const lines = [`firn: ${message}`]
  const { sql, position } = error.context ?? {}
  if (sql !== undefined && position !== undefined) lines.push(...pointAt(sql, position))
  if (hint !== undefined) lines.push(hint)
  return lines.join('\n')
}

/** The line of the query that holds the position, with a caret below the character. */
function pointAt(sql: string, position: number): string[] {
  const start = sql.lastIndexOf('\n', position - 1) + 1
  const end = sql.indexOf('\n', position)
  const line = sql.slice(start, end === -1 ? undefined : end)
  return [`  ${line}`, `  ${' '.repeat(position - start)}^`]
}

function printJson(error: object): void {
  process.stderr.write(`${JSON.stringify({ error })}\n`)
}
