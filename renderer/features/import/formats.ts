import type { DiscoveredTable } from '../../../shared/model/discovery.ts'

/** What people call the patterns that are recognised by themselves; others go by their name. */
const patternTitles: { readonly [pattern: string]: string } = {
  combined: 'Apache combined',
  'combined-and-more': 'Apache combined with further fields',
  'vhost-combined': 'Apache combined with virtual host',
  common: 'Apache common',
  'nginx-error': 'nginx error log',
  'apache-error': 'Apache error log',
  log4j: 'log4j',
  'spring-boot': 'Spring Boot',
  'log4j-thread': 'log4j with thread',
  'log4j-level-thread': 'log4j with level and thread',
  python: 'Python logging',
  'log4j-logger': 'log4j with logger',
  'time-level': 'time, level, message',
  'syslog-5424': 'syslog (RFC 5424)',
  'syslog-iso': 'syslog with ISO time',
  lines: 'plain lines',
  'key-value': 'key=value',
  custom: 'own pattern',
}

const jsonShapes = { lines: 'JSON lines', array: 'JSON array', record: 'JSON' } as const

export function patternTitle(pattern: string): string {
  return patternTitles[pattern] ?? pattern
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
