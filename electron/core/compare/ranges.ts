/** Bars that cut a range of plain numbers into parts of equal width. */
export interface Ranges {
  /** The greatest value of each bar, ascending. */
  readonly edges: readonly number[]
  readonly labels: readonly string[]
}

export type RangeKind = 'whole' | 'fraction' | 'moment' | 'length'

/** Cuts [low, high] into at most `bars` parts; whole numbers are never cut in two. */
export function equalRanges(low: number, high: number, kind: RangeKind, bars: number): Ranges {
  const whole =
    (kind === 'whole' || kind === 'length') && Number.isSafeInteger(low) && Number.isSafeInteger(high)
  if (whole) {
    const width = Math.ceil((high - low + 1) / bars)
    const starts = startsOf(low, width, Math.ceil((high - low + 1) / width))
    return {
      edges: starts.map((start) => Math.min(start + width - 1, high)),
      labels: starts.map((start) => {
        const end = Math.min(start + width - 1, high)
        const numbers = end === start ? String(start) : `${start} – ${end}`
        return kind === 'length' ? `${numbers} ${numbers === '1' ? 'character' : 'characters'}` : numbers
      }),
    }
  }
  const width = (high - low) / bars
  if (!(width > 0) || !Number.isFinite(width)) return { edges: [high], labels: [write(low, kind, 17)] }
  const starts = startsOf(low, width, bars)
  // Enough digits to tell neighbouring edges apart, so that no two bars are called the same.
  const digits = Math.min(
    17,
    Math.max(6, Math.ceil(Math.log10(Math.max(Math.abs(low), Math.abs(high)) / width)) + 2),
  )
  return {
    // The last edge is the greatest value itself, which rounding must not leave out.
    edges: starts.map((start, index) => (index === bars - 1 ? high : start + width)),
    labels: starts.map(
      (start, index) =>
        `${write(start, kind, digits)} – ${write(index === bars - 1 ? high : start + width, kind, digits)}`,
    ),
  }
}

function startsOf(low: number, width: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => low + index * width)
}

function write(value: number, kind: RangeKind, digits: number): string {
  if (kind !== 'moment')
    return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(digits)))
  const time = new Date(value * 1000)
  if (Number.isNaN(time.getTime())) return String(value)
  return time.toISOString().slice(0, 16).replace('T', ' ').replace(' 00:00', '')
}
