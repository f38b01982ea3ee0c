import type { ComparisonInstance, ShareListener } from './instance.ts'
import type { SideColumn } from './column-plan.ts'

/** One FROM item for each side, with the columns `c0`, `c1`, …. */
export interface Sides {
  readonly a: string
  readonly b: string
}

/** The rows of both sides: read from their files, or from tables once they are held. */
export interface Sources {
  readonly sides: Sides
  /** The sides are tables, so that `rowid` is the row's position in its file. */
  readonly held: boolean
  /** Copies both sides into tables of the scratch database; once, however often it is asked for. */
  hold(signal: AbortSignal, onShare?: ShareListener): Promise<void>
}

/** `equal`: one table serves both sides. */
export function createSources(
  instance: ComparisonInstance,
  columns: { readonly a: readonly SideColumn[]; readonly b: readonly SideColumn[] },
  equal: boolean,
): Sources {
  let sides: Sides = { a: fromView('a', columns.a), b: fromView('b', columns.b) }
  let held = false
  return {
    get sides() {
      return sides
    },
    get held() {
      return held
    },
    async hold(signal, onShare = () => {}) {
      if (held) return
      await instance.run(`CREATE OR REPLACE TABLE rows_a AS FROM ${sides.a}`, {
        signal,
        onShare: (share) => onShare(share / 2),
      })
      if (!equal)
        await instance.run(`CREATE OR REPLACE TABLE rows_b AS FROM ${sides.b}`, {
          signal,
          onShare: (share) => onShare((1 + share) / 2),
        })
      sides = { a: 'rows_a', b: equal ? 'rows_a' : 'rows_b' }
      held = true
    },
  }
}

function fromView(view: string, columns: readonly SideColumn[]): string {
  return `(FROM ${view} AS side(${columns.map(({ position }) => `c${position}`).join(', ')}))`
}
