import { TimeUnit } from 'apache-arrow'

const microsPer: Readonly<Record<number, bigint>> = {
  [TimeUnit.SECOND]: 1_000_000n,
  [TimeUnit.MILLISECOND]: 1000n,
  [TimeUnit.MICROSECOND]: 1n,
}

/** Microseconds, rounded down: what is finer than that is cut off. */
export function inMicros(value: bigint, unit: TimeUnit): bigint {
  if (unit !== TimeUnit.NANOSECOND) return value * (microsPer[unit] ?? 1n)
  return value >= 0n ? value / 1000n : -((999n - value) / 1000n)
}

/** The day of a time in milliseconds since 1970, as the engine reads it. */
export function dateText(milliseconds: number): string {
  return dayText(Math.floor(milliseconds / 86_400_000))
}

function dayText(days: number): string {
  const date = new Date(days * 86_400_000)
  const year = date.getUTCFullYear()
  const two = (part: number) => String(part).padStart(2, '0')
  const monthAndDay = `${two(date.getUTCMonth() + 1)}-${two(date.getUTCDate())}`
  return year > 0
    ? `${String(year).padStart(4, '0')}-${monthAndDay}`
    : `${String(1 - year).padStart(4, '0')}-${monthAndDay} (BC)`
}

/** A time of day. */
export function timeText(value: bigint, unit: TimeUnit): string {
  return clockText(inMicros(value, unit))
}

function clockText(micros: bigint): string {
  const two = (part: bigint) => String(part).padStart(2, '0')
  const seconds = micros / 1_000_000n
  return `${two(seconds / 3600n)}:${two((seconds / 60n) % 60n)}:${two(seconds % 60n)}.${String(micros % 1_000_000n).padStart(6, '0')}`
}

/** A day and time, in UTC. */
export function timestampText(micros: bigint, withZone: boolean): string {
  const perDay = 86_400_000_000n
  const days = micros >= 0n ? micros / perDay : -((-micros + perDay - 1n) / perDay)
  return `${dayText(Number(days))} ${clockText(micros - days * perDay)}${withZone ? '+00' : ''}`
}
