import type { OpenResult } from '../../../shared/contract/query.ts'
import { counted, duration } from '../../components/figures.ts'
import type { LiveResult } from './result-events.ts'

/** `1,204,331 rows · 0.31 s · all rows of v12`: how many, how long, and what was read. */
export function resultLine(live: LiveResult, base: LiveResult): string {
  return [rowsWords(live, base), duration(live.elapsedMs), coverage(live.open)]
    .filter((part) => part !== '')
    .join(' · ')
}

/** `1,204,331 rows in 0.31 s`, to be read aloud. */
export function spokenResult(live: LiveResult, base: LiveResult): string {
  return `${rowsWords(live, base)} in ${duration(live.elapsedMs)}`
}

function rowsWords(live: LiveResult, base: LiveResult): string {
  const filtered =
    live.open.resultId !== base.open.resultId && base.rows !== undefined && live.rows !== base.rows
  if (live.rows === undefined) return live.state === 'preparing' ? 'counting rows…' : 'rows not counted'
  const rows = counted(live.rows, 'row')
  return filtered ? `${rows} of ${counted(base.rows ?? 0, 'row')}` : rows
}

/** Which snapshots and files a result read; it always reads all of their rows. */
export function coverage({ inputs, files }: Pick<OpenResult, 'inputs' | 'files'>): string {
  const snapshots = inputs.map(({ dataset, version, table }) =>
    inputs.length === 1 && files.length === 0
      ? `v${version}${table === undefined ? '' : `/${table}`}`
      : `${dataset} v${version}${table === undefined ? '' : `/${table}`}`,
  )
  const named =
    files.length > 2 ? [`${files.length} files`] : files.map((file) => file.split(/[\\/]/).pop() ?? file)
  const all = [...new Set([...snapshots, ...named])]
  return all.length === 0 ? '' : `all rows of ${all.join(', ')}`
}
