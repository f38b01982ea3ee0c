import type { Progress } from '../../shared/model/job.ts'
import { bytes, count } from './format.ts'

/** One line on standard error that is overwritten as work goes on; silent when nobody looks. */
export function progressLine(silent: boolean): { show(progress: Progress): void; clear(): void } {
  const visible = !silent && process.stderr.isTTY
  let shown = false
  return {
    show: (progress) => {
      if (!visible) return
      shown = true
      process.stderr.write(`\r\x1b[2K${describe(progress)}`)
    },
    clear: () => {
      if (shown) process.stderr.write('\r\x1b[2K')
      shown = false
    },
  }
}

function describe({ done, total, unit, text }: Progress): string {
  const amount = (value: number) =>
    unit === 'bytes'
      ? bytes(value)
      : unit === 'percent'
        ? `${Math.round(value)} %`
        : `${count(value)} ${unit}`
  const far = total === undefined || unit === 'percent' ? amount(done) : `${amount(done)} of ${amount(total)}`
  return text === undefined ? far : `${text} · ${far}`
}
