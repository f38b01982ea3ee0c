import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { AlignedRow } from '../../../shared/model/difference.ts'
import { patience, runs } from '../testing/counts.ts'
import { type CompareBench, openCompareBench } from './testing/compare-bench.ts'
import {
  modelDifference,
  modelSql,
  type ModelTable,
  type ModelType,
  modelTypes,
} from './testing/row-model.ts'

let bench: CompareBench
beforeAll(async () => {
  bench = await openCompareBench()
})
afterAll(() => bench.close())

function cell(type: ModelType): fc.Arbitrary<string | null> {
  const whole = type === 'INTEGER' || type === 'BIGINT'
  const values = whole
    ? ['1', '2', '3']
    : ['1', '2', '2.5', ...(type === 'VARCHAR' ? ['', 'x', '2.50', '1.0'] : [])]
  return fc.option(fc.constantFrom(...values), { nil: null, freq: 5 })
}

const anyType = fc.constantFrom(...modelTypes)

const twoTables = fc
  .array(fc.tuple(anyType, anyType, fc.boolean()), { minLength: 1, maxLength: 3 })
  .chain((columns) => {
    const table = (types: ModelType[]): fc.Arbitrary<ModelTable> =>
      fc.record({ types: fc.constant(types), rows: fc.array(fc.tuple(...types.map(cell)), { maxLength: 7 }) })
    // Half of the columns keep their type.
    return fc.record({
      a: table(columns.map(([type]) => type)),
      b: table(columns.map(([type, other, keeps]) => (keeps ? type : other))),
      key: fc.subarray(columns.map((_, index) => index)),
    })
  })

test('rows, cells and keys are counted as in the definition, and the pages hold what was counted', {
  timeout: patience(60_000),
}, async () => {
  await fc.assert(
    fc.asyncProperty(twoTables, async ({ a, b, key }) => {
      const expected = modelDifference(a, b, key)
      const names = key.map((index) => `c${index}`)
      const opened = await bench.compare(relation(a), relation(b), { key: names })
      try {
        const { rows, columns, cells, keys } = opened.comparison
        const { added, removed, changed, same } = rows
        expect({ added, removed, changed, same }).toEqual(expected.kinds)
        expect(rows.a).toBe(a.rows.length)
        expect(rows.b).toBe(b.rows.length)
        expect(rows.a).toBe(removed + changed + same)
        expect(rows.b).toBe(added + changed + same)
        expect(columns.map((column) => column.changed)).toEqual(expected.cells)
        expect(cells.changed).toBe(expected.cells.reduce((sum, count) => sum + count, 0))
        expect(keys.duplicates).toEqual(expected.duplicates)
        expect(keys.nulls).toEqual(expected.nulls)

        // Straight from columnar files the same is found by another way.
        const quick = await bench.compare({ ...relation(a), page }, { ...relation(b), page }, { key: names })
        await quick.close()
        expect(quick.comparison).toEqual(opened.comparison)

        const all = await opened.rows({}, 0, 1000)
        expect(all.total).toBe(all.rows.length)
        expect(counted(all.rows)).toEqual(expected.kinds)
        expect(all.rows.flatMap((row) => row.a ?? []).length).toBe(a.rows.length * a.types.length)
        expect(all.rows.flatMap((row) => row.b ?? []).length).toBe(b.rows.length * b.types.length)
        for (const [index, count] of expected.cells.entries())
          expect(all.rows.filter((row) => row.changed.includes(index)).length).toBe(count)

        const differing = await opened.rows({ kinds: ['changed', 'added'] }, 0, 1000)
        expect(differing.rows).toEqual(all.rows.filter(({ kind }) => kind === 'changed' || kind === 'added'))
        const bad = await opened.rows({ badKeys: true }, 0, 1000)
        expect(bad.total).toBeGreaterThanOrEqual(expected.duplicates.a + expected.nulls.a > 0 ? 1 : 0)
        if (expected.duplicates.a + expected.duplicates.b + expected.nulls.a + expected.nulls.b === 0)
          expect(bad.total).toBe(0)
      } finally {
        await opened.close()
      }
    }),
    // On a busy machine fewer cases are tried; the next run tries others.
    { ...runs({ everyday: 60, soak: 2_000 }), interruptAfterTimeLimit: patience(15_000) },
  )
})

const page = () => ''

function relation(table: ModelTable) {
  return {
    sql: modelSql(table),
    readPaths: [],
    columns: table.types.map((type, index) => ({ name: `c${index}`, type, nullable: true, present: 0 })),
    rows: table.rows.length,
  }
}

function counted(rows: readonly AlignedRow[]) {
  const kinds = { added: 0, removed: 0, changed: 0, same: 0 }
  for (const { kind } of rows) kinds[kind] += 1
  return kinds
}
