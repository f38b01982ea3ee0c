import { createReadStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { ExportFormat, OpenResult } from '../../shared/contract/query.ts'
import type { ResultColumn, Row, Value } from '../../shared/model/value.ts'
import type { CommandSession } from './session.ts'

const pageRows = 1000
/** A cell wider than this is cut in a table: terminals wrap, and then nothing lines up. */
const widestCell = 60

/** Writes all rows of a result to standard output. Memory stays flat: formats are written by the engine. */
export async function writeResult(
  session: CommandSession,
  result: OpenResult,
  format: ExportFormat | 'table',
  how: { readonly spreadsheetSafe?: boolean } = {},
): Promise<void> {
  if (format === 'table') {
    await writeTable(session, result)
    return
  }
  const folder = await mkdtemp(join(tmpdir(), 'firn-sql-'))
  try {
    const target = join(folder, 'result')
    await session.call('query.export', { resultId: result.resultId, format, target, ...how })
    await pipeline(createReadStream(target), process.stdout, { end: false })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function writeTable(session: CommandSession, result: OpenResult): Promise<void> {
  const { columns } = result
  // Widths come from the first page; later, wider cells are cut to fit.
  const first = await session.call('query.page', { resultId: result.resultId, from: 0, count: pageRows })
  const widths = columns.map((column, index) =>
    Math.min(
      widestCell,
      Math.max(shown(column.name).length, ...first.rows.map((row) => shown(row[index] ?? null).length), 4),
    ),
  )
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, index) => place(cell, widths[index] ?? 4, columns[index]))
      .join('  ')
      .trimEnd()
  const write = (text: string) =>
    new Promise<void>((resolve) =>
      process.stdout.write(`${text}\n`) ? resolve() : process.stdout.once('drain', resolve),
    )
  await write(line(columns.map((column) => shown(column.name))))
  await write(widths.map((width) => '-'.repeat(width)).join('  '))
  let count = 0
  for (let rows: readonly Row[] = first.rows; rows.length > 0; ) {
    for (const row of rows) await write(line(columns.map((_, index) => shown(row[index] ?? null))))
    count += rows.length
    if (rows.length < pageRows) break
    rows = (await session.call('query.page', { resultId: result.resultId, from: count, count: pageRows }))
      .rows
  }
  session.warn(`${count.toLocaleString('en-US')} ${count === 1 ? 'row' : 'rows'}`)
}

function shown(value: Value): string {
  const text = value === null ? 'NULL' : typeof value === 'object' ? JSON.stringify(value) : String(value)
  const oneLine = text.replace(/[\u0000-\u001f\u007f-\u009f]/g, (character) =>
    character === '\n' ? '\u23ce' : '\ufffd',
  )
  return oneLine.length > widestCell ? `${oneLine.slice(0, widestCell - 1)}\u2026` : oneLine
}

function place(cell: string, width: number, column: ResultColumn | undefined): string {
  const cut = cell.length > width ? `${cell.slice(0, width - 1)}\u2026` : cell
  return column?.kind === 'integer' || column?.kind === 'double' || column?.kind === 'decimal'
    ? cut.padStart(width)
    : cut.padEnd(width)
}
