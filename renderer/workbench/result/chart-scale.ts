/** An axis that begins or ends at zero, or holds it, with round numbers to read it by. */
export interface Scale {
  readonly from: number
  readonly to: number
  readonly ticks: readonly number[]
  /** Where a value stands, in percent of the axis. */
  at(value: number): number
}

const wantedTicks = 4
const measured = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 12 })

/** The scale for some values; of none of them from 0 to 1. */
export function scaleOf(values: readonly number[]): Scale {
  const low = Math.min(0, ...values)
  const high = Math.max(0, ...values)
  const span = high > low ? high - low : 1
  const rough = span / wantedTicks
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = ([1, 2, 5, 10].find((one) => one * power >= rough) ?? 10) * power
  const first = Math.floor(low / step)
  const last = Math.max(first + 1, Math.ceil((high > low ? high : 1) / step))
  const ticks = Array.from({ length: last - first + 1 }, (_, at) => round((first + at) * step))
  const [from = 0] = ticks
  const to = ticks.at(-1) ?? 1
  return { from, to, ticks, at: (value) => (100 * (value - from)) / (to - from) }
}

/** A measured number: sums of doubles lose their last digits on the way. */
export function measureText(value: number | null): string {
  return value === null ? '–' : measured.format(value)
}

function round(value: number): number {
  return Number(value.toPrecision(12))
}
