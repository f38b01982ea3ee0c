import { readdirSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Caller, createCaller } from '../../../shared/contract/caller.ts'
import type { Contract } from '../../../shared/contract/contract.ts'
import { FirnError } from '../../../shared/contract/errors.ts'
import { transportPair } from '../../../shared/contract/transport.ts'
import { createEngine } from '../create-engine.ts'
import { createForkSpawner } from '../process/fork.ts'
import { needs, sharedData } from '../testing/requirements.ts'

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

let program: Program
beforeAll(async () => {
  program = await openProgram()
})
afterAll(() => program.close())

interface Program {
  readonly call: Caller<Contract>['call']
  /** The version that a file was taken as; every file is taken once, into the dataset of its folder. */
  reference(folder: string, file: string): Promise<string>
  close(): Promise<void>
}

/** The whole engine with an empty store, as a command has it. */
async function openProgram(): Promise<Program> {
  const folder = await mkdtemp(join(tmpdir(), 'firn-truths-'))
  const config = { host: 'command-line', stateFolder: join(folder, 'state'), allow: [folder] } as const
  const engine = await createEngine(config, createForkSpawner())
  const [near, far] = transportPair()
  engine.attach(far)
  const { call } = createCaller<Contract>(near, () => new FirnError('internal', 'The engine was closed.'))
  await call('application.openStore', { path: join(folder, 'store'), create: true })
  const taken = new Map<string, Promise<string>>()
  const take = async (source: string, dataset: string) => {
    const { version } = await call('snapshot.take', { dataset, sources: [source] })
    return `${dataset}@v${version}`
  }
  return {
    call,
    reference(place, file) {
      const source = join(place, file)
      const there = taken.get(source) ?? take(source, basename(place))
      taken.set(source, there)
      return there
    },
    async close() {
      near.close()
      await engine.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function compared(folder: string, pair: VersionPair, rename?: 'auto') {
  const a = await program.reference(folder, pair.before)
  const b = await program.reference(folder, pair.after)
  const comparison = await program.call('compare.start', {
    a,
    b,
    ...(rename === undefined ? {} : { rename }),
  })
  await program.call('compare.close', { comparisonId: comparison.comparisonId })
  return comparison
}

test('the real data is there', (context) => {
  needs(context, 'shared-data')
  expect(pairs.length).toBeGreaterThan(20)
})

describe.each(pairs)('$pair.before to $pair.after', ({ folder, pair }) => {
  test('the same differences as were found without the engine', async () => {
    const { rows, schema, keys, cells, columns, equal } = await compared(folder, pair)
    // Versions of the same bytes are not read, so no key is looked for.
    expect(keys.columns).toEqual(equal ? [] : pair.key)
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
  })
})

const renamed = truths.flatMap(({ folder, truth }) =>
  truth.rename_aware_pair === undefined ? [] : [{ folder, pair: truth.rename_aware_pair }],
)
describe.each(renamed)('with renames, $pair.before to $pair.after', ({ folder, pair }) => {
  test('renames are proposed, and applied when they may be', async () => {
    const plain = await compared(folder, pair)
    const proposed = plain.schema.renamed
    expect(Object.fromEntries(proposed.map(({ from, to }) => [from, to]))).toEqual(pair.columns_renamed_first)
    expect(proposed.every(({ applied, likeness }) => !applied && likeness > 0.8)).toBe(true)
    const comparison = await compared(folder, pair, 'auto')
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
  })
})
