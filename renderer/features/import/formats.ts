import type { DiscoveredTable } from '../../../shared/model/discovery.ts'
import { logKinds } from '../../../shared/model/log-kinds.ts'

const jsonShapes = { lines: 'JSON lines', array: 'JSON array', record: 'JSON' } as const

/** What people call a pattern of logs; one of their own has no other name. */
export function patternTitle(pattern: string): string {
  return logKinds.find(({ name }) => name === pattern)?.title ?? 'own pattern'
}

/** A table's format in a word or two. */
export function formatTitle({
  options,
  format,
  compression,
}: Pick<DiscoveredTable, 'options' | 'format' | 'compression'>): string {
  const packed = compression === 'gzip' ? ', gzipped' : ''
  switch (options.kind) {
    case 'log':
      return patternTitle(options.pattern) + packed
    case 'json':
      return jsonShapes[options.shape] + packed
    case 'parquet':
      return 'Parquet'
    case 'arrow':
      return 'Arrow'
    case 'delimited':
      return format.toUpperCase() + packed
  }
}
