import { expect, test } from 'vitest'
import type { OpenComparison } from '../../../shared/contract/compare.ts'
import { comparisonSql } from './compare-sql.ts'

const open = (key: readonly string[]): OpenComparison =>
  ({
    a: { reference: 'stock@v1' },
    b: { reference: 'stock@v2' },
    keys: { columns: key },
    shown: [
      { name: 'sku', type: 'VARCHAR', kind: 'text', side: 'both', key: key.includes('sku') },
      {
        name: 'price',
        type: 'DOUBLE',
        kind: 'double',
        side: 'both',
        key: false,
        typeA: 'VARCHAR',
        from: 'cost',
      },
      { name: 'new', type: 'VARCHAR', kind: 'text', side: 'b', key: false },
    ],
  }) as unknown as OpenComparison

test('a full join over the key, with both values of each column', () => {
  expect(comparisonSql(open(['sku']))).toBe(
    `WITH a AS (SELECT *, true AS here FROM "stock@v1"),
     b AS (SELECT *, true AS here FROM "stock@v2")
SELECT CASE WHEN a.here IS NULL THEN 'added' WHEN b.here IS NULL THEN 'removed' ELSE 'changed' END AS change,
       coalesce(a.sku, b.sku) AS sku,
       a.cost::VARCHAR AS "a.cost",
       b.price::VARCHAR AS "b.price"
FROM a FULL JOIN b ON a.sku IS NOT DISTINCT FROM b.sku
WHERE a.here IS NULL
   OR b.here IS NULL
   OR a.cost::VARCHAR IS DISTINCT FROM b.price::VARCHAR
ORDER BY 2`,
  )
})

test('without a key, rows that only one side has', () => {
  expect(comparisonSql(open([]))).toContain('EXCEPT ALL')
})
