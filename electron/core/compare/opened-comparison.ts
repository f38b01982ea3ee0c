import { FirnError } from '../../../shared/contract/errors.ts'
import type {
  ColumnDifference,
  ComparedSide,
  Comparison,
  ShownColumn,
} from '../../../shared/model/difference.ts'
import { type AlignedPage, AlignedRows, type RowFilter } from './aligned-rows.ts'
import { type AlignmentPlan, equalSql, joinedSql, sortedSql } from './alignment.ts'
import type { ColumnPlan, SideColumn } from './column-plan.ts'
import { describeColumns } from './column-statistics.ts'
import { type DifferenceFormat, writeDifference } from './compare-export.ts'
import type { ComparisonInstance } from './instance.ts'
import { describeKey, type KeyChoice } from './key-choice.ts'
import type { RowCounts } from './row-difference.ts'
import { type GridColumn, gridColumns, schemaDifference } from './schema-difference.ts'
import { SharedWork } from './shared-work.ts'
import type { Sources } from './sources.ts'

/** An open comparison. It keeps a worker process until it is closed. */
export interface OpenedComparison {
  /** Counts; its columns have no statistics. */
  readonly comparison: Comparison
  readonly shown: readonly ShownColumn[]
  /**
   * Pages of the rows of both sides, aligned and sorted by key; the first one waits until all are sorted. Here and
   * below, work for which nobody waits any more is stopped.
   */
  rows(filter: RowFilter, from: number, count: number, signal?: AbortSignal): Promise<AlignedPage>
  next(filter: RowFilter, from: number, signal?: AbortSignal): Promise<number | undefined>
  /** The columns of these names, or all, with their figures. */
  statistics(names?: readonly string[], signal?: AbortSignal): Promise<readonly ColumnDifference[]>
  /** Writes all rows that differ into a file of its own folder. */
  write(
    format: DifferenceFormat,
    signal: AbortSignal,
  ): Promise<{ readonly file: string; readonly rows: number }>
  close(): Promise<void>
}

/** What was found before any rows are shown. */
export interface Found {
  readonly plan: ColumnPlan
  readonly renamed: Comparison['schema']['renamed']
  readonly key: KeyChoice
  readonly alignment: AlignmentPlan
  /** The table `joined` holds the alignment, unsorted. */
  readonly joined: boolean
  readonly counts: RowCounts
}

export interface OpenedParts {
  readonly a: ComparedSide
  readonly b: ComparedSide
  readonly columns: { readonly a: readonly SideColumn[]; readonly b: readonly SideColumn[] }
  /** Equal content: one table serves both sides. */
  readonly equal: boolean
  readonly keyWanted: boolean
  readonly instance: ComparisonInstance
  readonly sources: Sources
  readonly found: Found
}

export class RowsComparison implements OpenedComparison {
  readonly comparison: Comparison
  readonly shown: readonly ShownColumn[]
  private readonly parts: OpenedParts
  private readonly grid: readonly GridColumn[]
  private readonly controller = new AbortController()
  private readonly prepared = new SharedWork((signal) => this.prepare(signal))
  private readonly described = new Map<string, SharedWork<readonly ColumnDifference[]>>()
  private isSorted = false
  private turn: Promise<unknown> = Promise.resolve()

  constructor(parts: OpenedParts) {
    const { found, columns, equal } = parts
    this.parts = parts
    this.grid = gridColumns(found.plan, columns, found.alignment)
    this.shown = this.grid.map(({ shown }) => shown)
    this.comparison = {
      a: parts.a,
      b: parts.b,
      equal,
      schema: schemaDifference(found.plan, found.renamed),
      rows: found.counts.rows,
      cells: { changed: found.counts.changed.reduce((sum, cells) => sum + cells, 0) },
      columns: this.grid.map(({ shown, a, b, value }) => ({
        name: shown.name,
        ...(shown.from === undefined ? {} : { from: shown.from }),
        ...(a === undefined ? {} : { typeA: a.type }),
        ...(b === undefined ? {} : { typeB: b.type }),
        changed: value === undefined ? 0 : (found.counts.changed[value] ?? 0),
        bars: [],
      })),
      keys: describeKey(found.key, {
        common: found.plan.common.length,
        wanted: parts.keyWanted,
        equal,
      }),
    }
  }

  async rows(
    filter: RowFilter,
    from: number,
    count: number,
    signal: AbortSignal = this.controller.signal,
  ): Promise<AlignedPage> {
    return await (await this.prepared.result(signal)).page(filter, from, count, signal)
  }

  async next(
    filter: RowFilter,
    from: number,
    signal: AbortSignal = this.controller.signal,
  ): Promise<number | undefined> {
    return await (await this.prepared.result(signal)).next(filter, from, signal)
  }

  async statistics(
    names?: readonly string[],
    signal: AbortSignal = this.controller.signal,
  ): Promise<readonly ColumnDifference[]> {
    const key = names === undefined ? 'all' : JSON.stringify(names)
    const describing =
      this.described.get(key) ??
      new SharedWork((stopped) => this.inTurn(() => this.describe(names, this.untilClosed(stopped))))
    this.described.set(key, describing)
    return await describing.result(signal)
  }

  async write(format: DifferenceFormat, signal: AbortSignal): Promise<{ file: string; rows: number }> {
    await this.prepared.result(signal)
    const { instance, sources } = this.parts
    return await this.inTurn(() =>
      writeDifference(instance, { sides: sources.sides, grid: this.grid }, format, this.untilClosed(signal)),
    )
  }

  async close(): Promise<void> {
    this.controller.abort(
      new FirnError('not-found', 'This comparison was closed.', { hint: 'Compare again.' }),
    )
    await this.parts.instance.close()
  }

  /** Whoever cancels stops what the database does at that time, so long work waits for each other. */
  private async inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const mine = this.turn.then(work)
    this.turn = mine.catch(() => {})
    return await mine
  }

  private untilClosed(signal: AbortSignal): AbortSignal {
    return AbortSignal.any([signal, this.controller.signal])
  }

  /** Holds and sorts the rows; when it was stopped half-way, it goes on where it was. */
  private async prepare(stopped: AbortSignal): Promise<AlignedRows> {
    const { instance, sources, found, equal } = this.parts
    const signal = this.untilClosed(stopped)
    await sources.hold(signal)
    const { sides } = sources
    if (!this.isSorted) {
      if (equal) await instance.run(equalSql(sides.a, found.alignment), { signal })
      else {
        if (!found.joined) await instance.run(joinedSql(sides, found.alignment), { signal })
        await instance.run(sortedSql(found.alignment), { signal })
      }
      this.isSorted = true
      // Nobody reads it any more; a cancel that comes now must not leave it.
      if (!equal) await instance.run('DROP TABLE joined')
    }
    const { added, removed, changed, same } = found.counts.rows
    const rows = added + removed + changed + same
    return new AlignedRows(instance, { sides, plan: found.alignment, grid: this.grid, rows })
  }

  private async describe(
    names: readonly string[] | undefined,
    signal: AbortSignal,
  ): Promise<readonly ColumnDifference[]> {
    const { instance, sources } = this.parts
    const { columns, rows } = this.comparison
    const sameRows = rows.added + rows.removed === 0
    const described = columns.map((difference, index) => ({
      difference,
      same: sameRows && difference.changed === 0 && difference.typeA === difference.typeB,
      a: this.grid[index]?.a,
      b: this.grid[index]?.b,
    }))
    const wanted = new Set(names)
    return await describeColumns(
      instance,
      sources.sides,
      names === undefined ? described : described.filter(({ difference }) => wanted.has(difference.name)),
      { a: rows.a, b: rows.b },
      signal,
    )
  }
}
