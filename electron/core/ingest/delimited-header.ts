import { guessType, looksLike, textTypes } from './column-types.ts'
import type { SampleRecord } from './delimited-records.ts'

export interface Header {
  readonly present: boolean
  /** Names of the columns, none empty, none twice (capital letters do not tell names apart). */
  readonly names: readonly string[]
  /** Cells of the sample, column by column. */
  readonly cells: readonly (readonly string[])[]
}

/**
 * Decides whether the first record names the columns. It does when a column of numbers, dates or the like
 * begins with a word; it does not when it fits such columns itself. Where every column is text it is taken for
 * a header unless it looks like data: an empty or repeated cell, a number, or a value that comes again below.
 */
export function readHeader(records: readonly SampleRecord[], width: number, decided?: boolean): Header {
  const [first, ...rest] = records
  if (first === undefined)
    return { present: decided ?? false, names: namesFor([], width), cells: columnsOf([], width) }
  const present = decided ?? looksLikeHeader(first.cells, columnsOf(rest, width))
  const body = columnsOf(present ? rest : records, width)
  const columns = present ? columnsUnder(first.cells, body, width) : width
  return { present, names: namesFor(present ? first.cells : [], columns), cells: body.slice(0, columns) }
}

function looksLikeHeader(first: readonly string[], body: readonly (readonly string[])[]): boolean {
  const cells = first.map((cell) => cell.trim())
  if (cells.every((cell) => cell === '')) return false
  const types = body.map((values) => guessType(values).type)
  const typed = types.flatMap((type, index) =>
    type === undefined ? [] : [{ type, cell: cells[index] ?? '' }],
  )
  const words = cells.filter((cell) => cell !== '' && !textTypes.some((type) => looksLike(type, cell)))
  if (typed.some(({ type, cell }) => cell !== '' && words.includes(cell) && !looksLike(type, cell)))
    return true
  if (typed.length > 0) return false
  if (words.length < cells.filter((cell) => cell !== '').length || words.length === 0) return false
  if (cells.slice(0, -1).includes('') && body.length > 1 && cells.indexOf('') > 0) return false
  if (new Set(words).size < words.length) return body.every((values) => values.length === 0)
  return !cells.some((cell, index) => cell !== '' && (body[index] ?? []).includes(cell))
}

/** A trailing delimiter makes a last column that has neither a name nor a value. */
function columnsUnder(
  header: readonly string[],
  body: readonly (readonly string[])[],
  width: number,
): number {
  const last = width - 1
  const unnamed = (header[last] ?? '').trim() === ''
  return width > 1 && unnamed && body[0]?.length !== 0 && (body[last] ?? []).every((cell) => cell === '')
    ? last
    : width
}

function columnsOf(records: readonly SampleRecord[], width: number): string[][] {
  const columns: string[][] = Array.from({ length: width }, () => [])
  for (const { cells, damaged } of records) {
    if (damaged || cells.length !== width) continue
    for (const [index, column] of columns.entries()) column.push(cells[index] ?? '')
  }
  return columns
}

/** Usable column names: trimmed, `column3` for an empty one, `name_1` for one that came before. */
export function namesFor(cells: readonly string[], width: number): string[] {
  const taken = new Set<string>()
  const names: string[] = []
  for (let index = 0; index < width; index += 1) {
    const plain = (cells[index] ?? '').replace(/^\uFEFF/, '').trim()
    const base = plain === '' ? `column${index + 1}` : plain
    let name = base
    for (let repeat = 1; taken.has(name.toLowerCase()); repeat += 1) name = `${base}_${repeat}`
    taken.add(name.toLowerCase())
    names.push(name)
  }
  return names
}
