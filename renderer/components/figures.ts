/** Figures as the window writes them. Values of the data themselves: components/result-grid/value-text.ts. */
import { useValueFormat } from './value-format.ts'

const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 })
const wholeTogether = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0, useGrouping: false })
const short = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 3 })
const byteUnits = ['B', 'kB', 'MB', 'GB', 'TB', 'PB']

/** `1,204,331`, or `1204331` where people want no separators. */
export function count(n: number): string {
  return (useValueFormat.getState().thousands ? whole : wholeTogether).format(n)
}

/** `1,204,331 rows`, `1 row`. */
export function counted(n: number, one: string, many = `${one}s`): string {
  return `${count(n)} ${n === 1 ? one : many}`
}

/** `2.41 MB`; units of 1000. */
export function bytes(n: number): string {
  let value = n
  let unit = 0
  while (value >= 999.5 && unit < byteUnits.length - 1) {
    value /= 1000
    unit += 1
  }
  return `${short.format(value)} ${byteUnits[unit]}`
}

/** `0.31 s`, `4 ms`, `2 min 5 s`. */
export function duration(milliseconds: number): string {
  if (milliseconds < 10) return `${Math.max(1, Math.round(milliseconds))} ms`
  if (milliseconds < 59_950) {
    const seconds = milliseconds / 1000
    return `${seconds < 10 ? seconds.toFixed(2) : seconds.toFixed(1)} s`
  }
  const seconds = Math.round(milliseconds / 1000)
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`
}

/** `6.7 %`, `<0.1 %`, `100 %`; never 0 or 100 for what is only nearly so. */
export function share(part: number, all: number): string {
  if (all === 0 || part === 0) return '0 %'
  if (part === all) return '100 %'
  const percent = (100 * part) / all
  if (percent < 0.1) return '<0.1 %'
  if (percent > 99.9) return '>99.9 %'
  return `${percent.toFixed(1).replace(/\.0$/, '')} %`
}

/** As `share`, with the same decimals in every line of a column: `46.0 %` above `43.6 %`. */
export function columnShare(part: number, all: number): string {
  return share(part, all).replace(/^(\d+) %$/, '$1.0 %')
}

/** `+ 104,902`, `− 530`, `± 0`. */
export function delta(n: number): string {
  if (n === 0) return '± 0'
  return n > 0 ? `+ ${count(n)}` : `− ${count(-n)}`
}

/** `today 09:12`, `yesterday 17:42`, `tomorrow 09:00`, `18 Nov 17:42`, `18 Nov 2024 17:42`; in the time of this machine. */
export function moment(iso: string, now = new Date()): string {
  const time = new Date(iso)
  if (Number.isNaN(time.getTime())) return iso
  const clock = `${String(time.getHours()).padStart(2, '0')}:${String(time.getMinutes()).padStart(2, '0')}`
  const startOfDay = (date: Date) => new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime()
  const days = Math.round((startOfDay(now) - startOfDay(time)) / 86_400_000)
  if (days === 0) return `today ${clock}`
  if (days === 1) return `yesterday ${clock}`
  if (days === -1) return `tomorrow ${clock}`
  const month = time.toLocaleString('en', { month: 'short' })
  const year = time.getFullYear() === now.getFullYear() ? '' : ` ${time.getFullYear()}`
  return `${time.getDate()} ${month}${year} ${clock}`
}

/** `18 Nov 2026, 17:42:07`. */
export function exactMoment(iso: string): string {
  const time = new Date(iso)
  if (Number.isNaN(time.getTime())) return iso
  const month = time.toLocaleString('en', { month: 'short' })
  return `${time.getDate()} ${month} ${time.getFullYear()}, ${time.toLocaleTimeString('en-GB')}`
}
