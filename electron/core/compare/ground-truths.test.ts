import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { needs, sharedData } from '../testing/requirements.ts'
import { type CompareBench, openCompareBench } from './testing/compare-bench.ts'

interface Changes {
  readonly rows_changed: number
  readonly rows_unchanged: number
  readonly cells_changed: number
  readonly cells_changed_by_column: { readonly [column: string]: number }
}

interface VersionPair {
  readonly before: string
  readonly after: string
  readonly rows_before: number
  readonly rows_after: number
  readonly key: readonly string[]
  readonly keys_added: number
  readonly keys_removed: number
  readonly schema: { readonly columns_added: readonly string[]; readonly columns_removed: readonly string[] }
  readonly changed_text: Changes
  readonly changed_typed: Changes
}

interface GroundTruth {
  readonly version_pairs?: readonly VersionPair[]
  readonly rename_aware_pair?: VersionPair & {
    readonly columns_renamed_first: { readonly [from: string]: string }
  }
}

const folders = sharedData === undefined ? [] : readdirSync(sharedData)
const truths = folders.flatMap((folder) => {
  const path = join(sharedData ?? '', folder, 'ground-truth.json')
  try {
    return [
      {
        folder: join(sharedData ?? '', folder),
        truth: JSON.parse(readFileSync(path, 'utf8')) as GroundTruth,
      },
    ]
  } catch {
    return []
  }
})
const pairs = truths.flatMap(({ folder, truth }) =>
  (truth.version_pairs ?? []).map((pair) => ({ folder, pair })),
)

let bench: CompareBench
beforeAll(async () => {
  bench = await openCompareBench()
})
afterAll(() => bench.close())

function csv(folder: string, file: string) {
  const path = join(folder, file)
  return bench.relation(`SELECT * FROM read_csv(['${path}'], header = true, delim = ',', sample_size = -1)`, [
    path,
  ])
}

test('the real data is there', (context) => {
  needs(context, 'shared-data')
  expect(pairs.length).toBeGreaterThan(20)
})

describe.each(pairs)('$pair.before to $pair.after', ({ folder, pair }) => {
  test('the same differences as were found without the engine', async () => {
    const [a, b] = [await csv(folder, pair.before), await csv(folder, pair.after)]
    const opened = await bench.compare(a, b)
    const { rows, schema, keys, cells, columns } = opened.comparison
    expect(keys.columns).toEqual(pair.key)
    expect(schema.added.map(({ name }) => name)).toEqual(pair.schema.columns_added)
    expect(schema.removed.map(({ name }) => name)).toEqual(pair.schema.columns_removed)
    expect(rows).toMatchObject({
      a: pair.rows_before,
      b: pair.rows_after,
      added: pair.keys_added,
      removed: pair.keys_removed,
    })
    expect(rows.changed).toBeGreaterThanOrEqual(pair.changed_typed.rows_changed)
    expect(rows.changed).toBeLessThanOrEqual(pair.changed_text.rows_changed)
    expect(rows.same).toBe(rows.a - rows.removed - rows.changed)
    expect(cells.changed).toBe(columns.reduce((sum, { changed }) => sum + changed, 0))
    const numeric = /^(U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|DECIMAL.*|DOUBLE|FLOAT)$/
    for (const { name, typeA = '', typeB = '', changed } of columns) {
      const expected = numeric.test(typeA) && numeric.test(typeB) ? pair.changed_typed : pair.changed_text
      expect({ name, changed }).toEqual({ name, changed: expected.cells_changed_by_column[name] ?? 0 })
    }
    await opened.close()
  })
})

const renamed = truths.flatMap(({ folder, truth }) =>
  truth.rename_aware_pair === undefined ? [] : [{ folder, pair: truth.rename_aware_pair }],
)
describe.each(renamed)('with renames, $pair.before to $pair.after', ({ folder, pair }) => {
  test('renames are proposed, and applied when they may be', async () => {
    const [a, b] = [await csv(folder, pair.before), await csv(folder, pair.after)]
    const plain = await bench.compare(a, b)
    const proposed = plain.comparison.schema.renamed
    expect(Object.fromEntries(proposed.map(({ from, to }) => [from, to]))).toEqual(pair.columns_renamed_first)
    expect(proposed.every(({ applied, likeness }) => !applied && likeness > 0.8)).toBe(true)
    await plain.close()

    const opened = await bench.compare(a, b, { rename: 'auto' })
    const { comparison } = opened
    expect(comparison.rows).toMatchObject({
      added: pair.keys_added,
      removed: pair.keys_removed,
      changed: pair.changed_typed.rows_changed,
      same: pair.changed_typed.rows_unchanged,
    })
    expect(comparison.cells.changed).toBe(pair.changed_typed.cells_changed)
    expect(comparison.schema.added.map(({ name }) => name)).toEqual(pair.schema.columns_added)
    expect(comparison.schema.removed).toEqual([])
    const changed = comparison.columns.filter((column) => column.changed > 0)
    expect(Object.fromEntries(changed.map((column) => [column.name, column.changed]))).toEqual(
      pair.changed_typed.cells_changed_by_column,
    )
    await opened.close()
  })
})
