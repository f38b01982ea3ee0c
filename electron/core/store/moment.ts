/**
 * The instant that a time in a reference or in `--as-of` means, in milliseconds since 1970, or undefined when
 * there is no such time (2026-02-30). Without a zone it is of this machine's. Of a day alone: its beginning,
 * or the instant after its end.
 */
export function instantOf(text: string, day: 'begins' | 'ends'): number | undefined {
  const match =
    /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d+))?)?(Z|[+-]\d{2}:?\d{2})?)?$/.exec(
      text,
    )
  if (match === null) return undefined
  const [, year = '', month = '', date = '', hour, minute = '0', second = '0', fraction = '', zone] = match
  const [y, m, d] = [Number(year), Number(month), Number(date)]
  if (m < 1 || m > 12 || d < 1 || d > new Date(Date.UTC(y, m, 0)).getUTCDate()) return undefined
  if (hour === undefined) return new Date(y, m - 1, day === 'ends' ? d + 1 : d).getTime()
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined
  const milliseconds = Number(`0.${fraction || '0'}`) * 1000
  const parts = [Number(hour), Number(minute), Number(second), Math.floor(milliseconds)] as const
  if (zone === undefined) return new Date(y, m - 1, d, ...parts).getTime()
  return Date.UTC(y, m - 1, d, ...parts) - offsetOf(zone)
}

function offsetOf(zone: string): number {
  if (zone === 'Z') return 0
  const digits = zone.replace(':', '')
  const minutes = Number(digits.slice(1, 3)) * 60 + Number(digits.slice(3, 5))
  return (digits.startsWith('-') ? -minutes : minutes) * 60_000
}
