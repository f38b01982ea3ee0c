import { expect, test } from 'vitest'
import type { ColumnDifference, Comparison } from '../../shared/model/difference.ts'
import { comparisonText, mostChanged } from './comparison-text.ts'

const side = (version: number) => ({
  reference: `stock@v${version}`,
  dataset: 'stock',
  version,
  id: '',
  rows: 1200,
  time: '2026-01-05T10:00:00Z',
  message: version === 1 ? 'first' : '',
})
const column = (name: string, changed: number): ColumnDifference => ({
  name,
  typeA: 'DOUBLE',
  typeB: 'DOUBLE',
  changed,
  bars: [],
})
const figures = (mean: number) => ({
  count: 1200,
  missing: 0,
  distinct: 9,
  distinctExact: true,
  min: 0,
  max: 9,
  mean,
})

const comparison: Comparison = {
  a: side(1),
  b: side(2),
  equal: false,
  schema: {
    added: [{ name: 'label', type: 'VARCHAR' }],
    removed: [{ name: 'alias', type: 'VARCHAR' }],
    retyped: [{ name: 'price', from: 'BIGINT', to: 'DOUBLE' }],
    renamed: [{ from: 'alias', to: 'label', likeness: 0.9, applied: false }],
  },
  rows: { a: 1200, b: 1200, added: 2, removed: 2, changed: 10, same: 1188 },
  cells: { changed: 12 },
  columns: [column('id', 0), column('price', 9), column('weight', 3)],
  keys: {
    columns: ['id'],
    source: 'proposed',
    duplicates: { a: 0, b: 0 },
    nulls: { a: 0, b: 0 },
    candidates: [['ean', 'size']],
    explanation: 'id is unique on both sides.',
  },
}

test('what changed, as a person reads it', () => {
  const statistics = [
    { ...column('price', 9), drift: 0.25, a: figures(4), b: figures(5) },
    column('weight', 3),
  ]
  expect(comparisonText(comparison, statistics)).toBe(
    `a  stock@v1  1,200 rows  2026-01-05 10:00  first
b  stock@v2  1,200 rows  2026-01-05 10:00

+ 2 added   - 2 removed   ~ 10 changed (12 cells)   = 1,188 same
Key: id (proposed). id is unique on both sides. Also unique: ean, size.

+  label           VARCHAR           new column
-  alias           VARCHAR           column gone
~  price           BIGINT -> DOUBLE  other type
?  alias -> label  likeness 0.90     perhaps renamed; compare them with --rename auto

Changed cells by column, and their share of the changed rows:
price   9  90 %  drift 0.250  mean 4 -> 5
weight  3  30 %`,
  )
})

test('equal versions', () => {
  const rows = { a: 1200, b: 1200, added: 0, removed: 0, changed: 0, same: 1200 }
  const schema = { added: [], removed: [], retyped: [], renamed: [] }
  const text = comparisonText({ ...comparison, equal: true, rows, schema, columns: [] }, [])
  expect(text).toContain('The same content: all 1,200 rows are equal.')
})

test('figures are wanted of the columns that changed most', () => {
  expect(mostChanged(comparison.columns)).toEqual(['price', 'weight'])
  const many = Array.from({ length: 40 }, (_, n) => column(`c${n}`, n))
  expect(mostChanged(many)).toHaveLength(12)
})
