/** What people call the ways of reading files, the same in the window and on the command line. */
export interface ReadingWord {
  readonly value: string
  readonly title: string
}

export const delimiters: readonly ReadingWord[] = [
  { value: ',', title: 'comma' },
  { value: ';', title: 'semicolon' },
  { value: '\t', title: 'tab' },
  { value: '|', title: 'pipe' },
  { value: ' ', title: 'space' },
]

export const quotes: readonly ReadingWord[] = [
  { value: '"', title: 'double quotes' },
  { value: "'", title: 'single quotes' },
  { value: '', title: 'nothing is quoted' },
]

/** Shapes of JSON. */
export const shapes = [
  { value: 'lines', title: 'a record per line' },
  { value: 'array', title: 'one list of records' },
  { value: 'record', title: 'the file is one record' },
] as const

/** Types that are offered for a column; others can be named, too. */
export const offeredTypes: readonly string[] = [
  'VARCHAR',
  'BIGINT',
  'INTEGER',
  'DOUBLE',
  'DECIMAL(18,3)',
  'BOOLEAN',
  'DATE',
  'TIME',
  'TIMESTAMP',
  'TIMESTAMP WITH TIME ZONE',
  'JSON',
]
