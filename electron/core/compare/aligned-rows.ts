import { FirnError } from '../../../shared/contract/errors.ts'
import type { AlignedRow, RowDifferenceKind } from '../../../shared/model/difference.ts'
import type { Row, Value } from '../../../shared/model/value.ts'
import { type AlignmentPlan, kindNumbers, markOf, markWords } from './alignment.ts'
import type { ComparisonInstance } from './instance.ts'
import type { Side } from './key-facts.ts'
import type { GridColumn } from './schema-difference.ts'
import { SharedWork } from './shared-work.ts'
import type { Sides } from './sources.ts'

/** Which rows are looked at. */
export interface RowFilter {
  readonly kinds?: readonly RowDifferenceKind[] | undefined
  /** Only rows in which this column changed. */
  readonly column?: string | undefined
  /** Only rows whose key is repeated or has a NULL. */
  readonly badKeys?: boolean
}

export interface AlignedPage {
  readonly from: number
  readonly total: number
  readonly rows: readonly AlignedRow[]
}

/** The table `aligned`, sorted by key: a row's `rowid` is its position in the grids. */
export interface AlignedTable {
  readonly sides: Sides
  readonly plan: AlignmentPlan
  readonly grid: readonly GridColumn[]
  readonly rows: number
}

/** Sorted views that are kept; each is a table of positions. */
const keptViews = 12
/** Characters of a value that cross to a screen. */
const longestShown = 10_000

const kinds: readonly RowDifferenceKind[] = ['same', 'changed', 'removed', 'added']

/** Serves pages of aligned rows, at any depth, under any filter. */
export class AlignedRows {
  private readonly instance: ComparisonInstance
  private readonly table: AlignedTable
  private readonly views = new Map<string, SharedWork<View>>()
  private made = 0

  constructor(instance: ComparisonInstance, table: AlignedTable) {
    this.instance = instance
    this.table = table
  }

  async page(filter: RowFilter, from: number, count: number, signal: AbortSignal): Promise<AlignedPage> {
    const view = await this.view(filter, signal)
    const words = markWords(this.table.plan)
    const list = ['kind', 'ra', 'rb', ...words].join(', ')
    const range = `BETWEEN ${from} AND ${from + count - 1}`
    const located = await this.read(
      view.table === undefined
        ? `SELECT ${list} FROM aligned WHERE rowid ${range} ORDER BY rowid`
        : `SELECT ${list} FROM aligned JOIN (SELECT rowid AS place, position FROM ${view.table} WHERE rowid ${range})
           ON aligned.rowid = position ORDER BY place`,
      signal,
    )
    const [a, b] = await Promise.all([
      this.sideRows('a', located, signal),
      this.sideRows('b', located, signal),
    ])
    const rows = located.map((row): AlignedRow => {
      const [kind, ra, rb, ...marks] = row
      const left = ra === null ? undefined : a.get(Number(ra))
      const right = rb === null ? undefined : b.get(Number(rb))
      return {
        kind: kinds[Number(kind)] ?? 'same',
        ...(left === undefined ? {} : { a: left }),
        ...(right === undefined ? {} : { b: right }),
        changed: this.changedColumns(marks),
      }
    })
    return { from, total: view.rows, rows }
  }

  /** Position, among the rows of the filter, of the next one behind `from` that is not the same on both sides. */
  async next(filter: RowFilter, from: number, signal: AbortSignal): Promise<number | undefined> {
    const view = await this.view(filter, signal)
    const [row] = await this.read(
      view.table === undefined
        ? `SELECT min(rowid) FROM aligned WHERE rowid > ${from} AND kind <> 0`
        : `SELECT min(view.rowid) FROM ${view.table} AS view JOIN aligned ON aligned.rowid = view.position
           WHERE view.rowid > ${from} AND kind <> 0`,
      signal,
    )
    const position = row?.[0] ?? null
    return position === null ? undefined : Number(position)
  }

  private read(sql: string, signal: AbortSignal): Promise<readonly Row[]> {
    return this.instance.rows(sql, { lane: 'pages', longest: longestShown, signal })
  }

  private changedColumns(marks: readonly Value[]): number[] {
    const words = marks.map((mark) =>
      typeof mark === 'string' || typeof mark === 'number' ? BigInt(mark) : 0n,
    )
    if (words.every((word) => word === 0n)) return []
    return this.table.grid.flatMap(({ value }, position) => {
      if (value === undefined) return []
      const { word, bit } = markOf(value)
      return ((words[Number(word.slice(1))] ?? 0n) & BigInt(bit)) === 0n ? [] : [position]
    })
  }

  /** The values of the located rows on one side, in the order of the grid, by their position in the side. */
  private async sideRows(
    side: Side,
    located: readonly Row[],
    signal: AbortSignal,
  ): Promise<Map<number, Row>> {
    const places = located.flatMap((row) => {
      const place = row[side === 'a' ? 1 : 2] ?? null
      return place === null ? [] : [Number(place)]
    })
    if (places.length === 0) return new Map()
    const [first, last] = [Math.min(...places), Math.max(...places)]
    const cells = this.table.grid.map((column) => {
      const source = column[side]
      return source === undefined ? 'NULL' : `c${source.position}`
    })
    // The range lets the engine skip blocks; the list alone makes it look at every row.
    const rows = await this.read(
      `SELECT rowid, ${cells.join(', ')} FROM ${this.table.sides[side]}
       WHERE rowid BETWEEN ${first} AND ${last} AND rowid IN (${places.join(', ')})`,
      signal,
    )
    return new Map(rows.map(([place, ...values]) => [Number(place), values]))
  }

  private async view(filter: RowFilter, signal: AbortSignal): Promise<View> {
    const condition = this.condition(filter)
    if (condition === undefined) return { table: undefined, rows: this.table.rows }
    const view = this.views.get(condition) ?? this.newView(condition)
    // In the order of their last use.
    this.views.delete(condition)
    this.views.set(condition, view)
    const [oldest] = this.views
    if (this.views.size > keptViews && oldest !== undefined) {
      this.views.delete(oldest[0])
      void oldest[1].dispose(({ table }) => this.instance.run(`DROP TABLE ${table ?? ''}`, { lane: 'pages' }))
    }
    return await view.result(signal)
  }

  private newView(condition: string): SharedWork<View> {
    this.made += 1
    const table = `view_${this.made}`
    return new SharedWork(async (signal) => ({
      table,
      rows: await this.instance.run(
        `CREATE OR REPLACE TABLE ${table} AS SELECT rowid AS position FROM aligned WHERE ${condition}`,
        { lane: 'pages', signal },
      ),
    }))
  }

  private condition({ kinds: wanted, column, badKeys }: RowFilter): string | undefined {
    const parts: string[] = []
    if (wanted !== undefined && new Set(wanted).size < kinds.length) {
      const numbers = [...new Set(wanted)].map((kind) => kindNumbers[kind]).sort((one, other) => one - other)
      parts.push(numbers.length === 0 ? 'false' : `kind IN (${numbers.join(', ')})`)
    }
    if (column !== undefined) parts.push(this.changedIn(column))
    if (badKeys === true) parts.push('bad')
    return parts.length === 0 ? undefined : parts.join(' AND ')
  }

  private changedIn(name: string): string {
    const { grid } = this.table
    const column = grid.find(({ shown, value }) => shown.name === name && value !== undefined)
    if (column?.value === undefined) {
      const names = grid.flatMap(({ shown, value }) => (value === undefined ? [] : [shown.name])).join(', ')
      throw new FirnError('invalid-input', `"${name}" is not a column whose values are compared.`, {
        hint: names === '' ? undefined : `These are: ${names}.`,
      })
    }
    const { word, bit } = markOf(column.value)
    return `${word} & ${bit}::UBIGINT <> 0`
  }
}

interface View {
  /** Undefined: all rows. */
  readonly table: string | undefined
  readonly rows: number
}
