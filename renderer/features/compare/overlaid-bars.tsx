import type { ComparedBar } from '../../../shared/model/difference.ts'
import { count, share } from '../../components/figures.ts'

/**
 * Two distributions over each other, as shares of their sides: the version before as an outline, the one after
 * as filled bars. What counts all other values is hatched, and cut where it is taller than the rest.
 */
export function OverlaidBars({
  bars,
  label,
  height = 40,
}: {
  bars: readonly ComparedBar[]
  label: string
  height?: number
}) {
  const [allA, allB] = [sum(bars, 'a'), sum(bars, 'b')]
  const single = bars.filter(({ rest }) => rest !== true)
  const most = Math.max(
    1e-9,
    ...single.map(({ a }) => a / Math.max(1, allA)),
    ...single.map(({ b }) => b / Math.max(1, allB)),
  )
  const tall = (rows: number, all: number) => (all === 0 ? 0 : Math.min(100, (100 * rows) / all / most))
  return (
    <div className="overlaid-bars" role="img" aria-label={label} style={{ height }}>
      {bars.map((bar) => (
        <span
          key={bar.label}
          data-rest={bar.rest === true ? '' : undefined}
          title={`${bar.label}\n${count(bar.a)} (${share(bar.a, allA)}) → ${count(bar.b)} (${share(bar.b, allB)})`}
        >
          {bar.b > 0 && <i data-side="b" style={{ height: `${tall(bar.b, allB)}%` }} />}
          {bar.a > 0 && <i data-side="a" style={{ height: `${tall(bar.a, allA)}%` }} />}
        </span>
      ))}
    </div>
  )
}

/** What the two looks of bars mean. */
export function BarsLegend({ a, b }: { a: string; b: string }) {
  return (
    <span className="overlaid-legend small secondary">
      <i data-side="a" aria-hidden="true" /> {a} <i data-side="b" aria-hidden="true" /> {b}
    </span>
  )
}

export function sum(bars: readonly ComparedBar[], side: 'a' | 'b'): number {
  return bars.reduce((total, bar) => total + bar[side], 0)
}
