import { execFileSync } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Receipt } from '../../../shared/model/receipt.ts'
import type { Store } from '../store/store.ts'
import { needs, python } from '../testing/requirements.ts'
import { runAggregate } from './aggregate.ts'
import { planFreeze } from './freeze-plan.ts'
import { type FreezeOrder, runFreeze } from './freeze.ts'
import { rebuildSnapshot } from './rebuild.ts'
import { splitHash } from './split-hash.ts'
import { receiptOf } from './stored-receipt.ts'
import { type CurateBench, openCurateBench } from './testing/curate-bench.ts'

let bench: CurateBench

const people = (rows: number, order: string) =>
  `SELECT i AS id, (i * 7919) % 1009 AS visits, (i * 31 % 97) / 9.7::DOUBLE AS seconds, 'host-' || (i % 50) AS host, CASE WHEN i % 20 = 0 THEN 'bot' WHEN i % 3 = 0 THEN 'crawler' ELSE 'person' END AS kind FROM range(${rows}) t(i) ORDER BY ${order}`

beforeAll(async () => {
  bench = await openCurateBench()
  await bench.take('people', people(20_000, 'i'))
  await bench.take('people', people(20_000, 'md5(i::VARCHAR)'))
  await bench.take('people', people(25_000, `md5('x' || i)`))
})
afterAll(() => bench.close())

const freeze = (request: Omit<FreezeOrder, 'dataset'> & { dataset?: string }, on = bench) =>
  runFreeze(on, { dataset: 'frozen', ...request }, on.context)

/** Which split each id is in. */
async function places({ dataset, version, splits }: Receipt): Promise<Map<string, string>> {
  const found = new Map<string, string>()
  for (const split of Object.keys(splits))
    for (const [id] of await bench.rows(`SELECT id::VARCHAR FROM {${dataset}@v${version}/${split}}`))
      if (typeof id === 'string') found.set(id, split)
  return found
}

function moved(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): number {
  return [...before].filter(([id, split]) => after.get(id) !== split).length
}

function sharesOf(receipt: Receipt): { name: string; share: number }[] {
  return Object.entries(receipt.splits).map(([name, { rows }]) => ({
    name,
    share: (100 * rows) / receipt.rows.kept,
  }))
}

/** The greatest distance in points between a class's share in a split and what was asked for. */
function classDeviation(receipt: Receipt): number {
  const totals = new Map<string, number>()
  for (const { classes } of Object.values(receipt.splits))
    for (const { value, rows } of classes)
      totals.set(JSON.stringify(value), (totals.get(JSON.stringify(value)) ?? 0) + rows)
  let worst = 0
  for (const [value, total] of totals)
    for (const { name, share } of receipt.rule.shares) {
      const held =
        receipt.splits[name]?.classes.find((each) => JSON.stringify(each.value) === value)?.rows ?? 0
      worst = Math.max(worst, Math.abs((100 * held) / total - share))
    }
  return worst
}

describe('20,000 rows, shuffled, grown by a quarter, on 1 and 4 threads', () => {
  it('no row moves in a random split, and shares are kept within a percent', async () => {
    const first = await freeze({
      dataset: 'random',
      from: 'people@v1',
      id: ['id'],
      label: 'kind',
      seed: '42',
    })
    const before = await places(first)
    expect(before.size).toBe(20_000)
    for (const { name, share } of sharesOf(first)) {
      expect(
        Math.abs(share - (first.rule.shares.find((each) => each.name === name)?.share ?? 0)),
      ).toBeLessThan(1)
    }
    for (const [id, split] of [...before].slice(0, 500)) {
      const hash = splitHash('42', [id])
      expect(first.rule.fallback.bounds.find(({ below }) => BigInt(below) > hash)?.split).toBe(split)
    }
    const fresh = await freeze(
      { dataset: 'random-again', from: 'people@v2', id: ['id'], label: 'kind', seed: '42' },
      bench.withThreads(4),
    )
    expect(moved(before, await places(fresh))).toBe(0)
    expect(fresh.content).toBe(first.content)
    const grown = await freeze(
      { dataset: 'random', from: 'people@v3', id: ['id'], label: 'kind' },
      bench.withThreads(1),
    )
    expect(grown).toMatchObject({
      version: 2,
      seed: '42',
      rule: { inheritedFrom: 1 },
      rows: { kept: 25_000 },
    })
    expect(moved(before, await places(grown))).toBe(0)
  })

  it('no row moves in a stratified split, and each class divides as asked within 1.5 points', async () => {
    const first = await freeze({
      dataset: 'stratified',
      from: 'people@v1',
      id: ['id'],
      label: 'kind',
      stratify: 'kind',
      seed: '7',
    })
    expect(first.rule.thresholds.map(({ value }) => value)).toEqual(['person', 'crawler', 'bot'])
    expect(classDeviation(first)).toBeLessThan(0.1)
    const before = await places(first)
    const shuffled = await freeze(
      { dataset: 'stratified', from: 'people@v2', id: ['id'], label: 'kind' },
      bench.withThreads(1),
    )
    expect(moved(before, await places(shuffled))).toBe(0)
    const grown = await freeze(
      { dataset: 'stratified', from: 'people@v3', id: ['id'], label: 'kind' },
      bench.withThreads(4),
    )
    expect(moved(before, await places(grown))).toBe(0)
    expect(classDeviation(grown)).toBeLessThan(1.5)
    expect(grown.rule.thresholds).toEqual(first.rule.thresholds)
    expect(grown.checks.find(({ name }) => name === 'split-rule')).toMatchObject({ state: 'pass' })
  })
})

describe('what is frozen', () => {
  it('does not mind what its columns are called', async () => {
    const names = ['h', 'c', 'n', 'split', 'kind', 'place', 'many', 'rows', 'value', 'row_number']
    const columns = names.map((name, index) => `i % ${index + 5} AS "${name}"`).join(', ')
    await bench.take('named', `SELECT i AS id, ${columns} FROM range(500) t(i)`)
    const from = { from: 'named', id: ['id'], label: 'h', seed: '1' }
    const plain = await freeze({ dataset: 'named-plain', ...from })
    const stratified = await freeze({ dataset: 'named-stratified', ...from, stratify: 'h', dedupe: 'exact' })
    for (const { splits, rows } of [plain, stratified])
      expect(Object.values(splits).reduce((sum, split) => sum + split.rows, 0)).toBe(rows.kept)
  })

  it('is planned first, with the same figures and without a trace', async () => {
    const request = {
      dataset: 'planned',
      from: 'people',
      id: ['id'],
      label: 'kind',
      ignore: ['host'],
      where: 'seconds > 1',
      split: [
        { name: 'train', share: 90 },
        { name: 'test', share: 10 },
      ],
    }
    const plan = await planFreeze(bench, request, bench.context)
    await expect(bench.store.versions('planned')).rejects.toMatchObject({ code: 'not-found' })
    expect(plan.rows.source).toBe(25_000)
    expect(plan.rows.filtered).toBeLessThan(25_000)
    expect(plan.command).toBe(
      `firn freeze planned --from people --id id --label kind --ignore host --where 'seconds > 1' --split train=90,test=10`,
    )
    const receipt = await runFreeze(bench, request, bench.context)
    const { nextVersion, estimatedBytes, command: _, ...facts } = plan
    expect(receipt).toMatchObject(facts)
    expect(receipt.version).toBe(nextVersion)
    const bytes = receipt.files.reduce((sum, file) => sum + file.bytes, 0)
    expect(estimatedBytes / bytes).toBeGreaterThan(0.5)
    expect(estimatedBytes / bytes).toBeLessThan(2)
    expect(receipt.columns.map(({ name, role }) => [name, role])).toEqual([
      ['id', 'id'],
      ['visits', 'feature'],
      ['seconds', 'feature'],
      ['host', 'ignore'],
      ['kind', 'label'],
    ])
    for (const file of receipt.files) {
      const bytesOf = await readFile(file.path)
      expect(createHash('sha256').update(bytesOf).digest('hex')).toBe(file.sha256)
    }
    expect((await bench.rows('DESCRIBE FROM {planned@v1/train}')).map(([name]) => name)).toEqual([
      'id',
      'visits',
      'seconds',
      'kind',
    ])
    expect(await receiptOf(bench.store, 'planned')).toEqual(receipt)
  })

  it('is refused when a version came after its plan, and never made of another one', async () => {
    await bench.take('growing', people(100, 'i'))
    const request = { dataset: 'planned', from: 'growing', id: ['id'] }
    const recipe = { steps: [{ name: 'result', sql: 'SELECT count(*) AS n FROM growing' }], parameters: {} }
    const { inputs } = await planFreeze(bench, request, bench.context)
    const planned = inputs.map(({ named, version, id }) => ({ named, version, id }))
    await bench.take('growing', people(200, 'i'))
    const refused = { code: 'conflict', message: '"growing" is growing@v2 by now; the plan was made of v1.' }
    await expect(freeze({ ...request, planned })).rejects.toMatchObject(refused)
    const counting = { dataset: 'counting', recipe, planned }
    await expect(runAggregate(bench, counting, bench.context)).rejects.toMatchObject(refused)
    expect((await freeze({ ...request, from: 'growing@v1', planned })).rows.source).toBe(100)
    expect((await freeze({ ...request, dataset: 'unplanned' })).rows.source).toBe(200)
  })

  it('is what its SQL gives', async () => {
    const receipt = await freeze({
      dataset: 'by-sql',
      from: 'people@v1',
      id: ['id'],
      label: 'kind',
      stratify: 'kind',
      dedupe: 'exact',
      where: 'visits > 5',
    })
    const sql = receipt.sql.replaceAll('"people@v1"', '{people@v1}')
    const given = await bench.rows(`SELECT id::VARCHAR, split FROM (${sql}) ORDER BY id`)
    expect(new Map(given as [string, string][])).toEqual(await places(receipt))
  })

  it('may join labels of another dataset by key', async () => {
    await bench.take('marks', `SELECT i AS id, i % 2 = 0 AS good FROM range(0, 20000, 2) t(i)`)
    const sql = 'SELECT p.id, p.visits, m.good FROM "people@v1" p LEFT JOIN marks m USING (id)'
    const receipt = await freeze({ dataset: 'joined', sql, id: ['id'], label: 'good' })
    expect(receipt.inputs.map(({ dataset, version, named }) => [dataset, version, named])).toEqual([
      ['people', 1, 'people@v1'],
      ['marks', 1, 'marks'],
    ])
    expect(receipt.checks.find(({ name }) => name === 'missing-labels')).toMatchObject({
      state: 'warn',
      count: 10_000,
    })
    expect((await bench.store.resolve('joined')).snapshot.lineage).toMatchObject({
      seed: '0',
      recipe: { steps: [{ sql }] },
    })
  })

  it('can be rebuilt equal, stratified or not', async () => {
    for (const reference of ['random@v1', 'stratified@v3', 'by-sql', 'joined'])
      expect(await rebuildSnapshot(bench, reference, bench.context)).toMatchObject({ same: true })
  })
})

describe('duplicates', () => {
  beforeAll(async () => {
    await bench.take(
      'doubled',
      `SELECT i AS id, i % 4000 AS a, (i % 4000) / 7::DOUBLE AS b, i % 4000 % 2 AS y FROM range(5000) t(i)`,
    )
  })

  it('are counted and reported, or removed', async () => {
    const kept = await freeze({ dataset: 'kept', from: 'doubled', id: ['id'], label: 'y' })
    expect(kept.duplicates).toEqual({ equalRows: 1000, removed: 0, idsWithSeveralRows: 0 })
    expect(kept.leaks.equalRowsAcrossSplits).toBeGreaterThan(400)
    expect(kept.checks.find(({ name }) => name === 'equal-rows')).toMatchObject({ state: 'warn' })
    const removed = await freeze({
      dataset: 'removed',
      from: 'doubled',
      id: ['id'],
      label: 'y',
      dedupe: 'exact',
    })
    expect(removed).toMatchObject({
      duplicates: { equalRows: 1000, removed: 1000 },
      rows: { kept: 4000 },
      leaks: { equalRowsAcrossSplits: 0 },
    })
    expect((await places(removed)).has('4500')).toBe(false)
  })

  it('share a split where there is no id', async () => {
    const receipt = await freeze({ dataset: 'no-id', from: 'doubled', ignore: ['id'], label: 'y' })
    expect(receipt.rule.hashed).toEqual(['a', 'b'])
    expect(receipt).toMatchObject({
      duplicates: { equalRows: 1000 },
      leaks: { equalRowsAcrossSplits: 0 },
      rows: { kept: 5000 },
    })
    for (const { name, share } of sharesOf(receipt))
      expect(Math.abs(share - (name === 'train' ? 80 : 10))).toBeLessThan(2)
  })

  it('keep the rows of one id together, also when stratified and of several classes', async () => {
    await bench.take(
      'several',
      `SELECT i % 3000 AS id, i AS a, CASE WHEN i % 7 = 0 THEN NULL ELSE i % 5 END AS y FROM range(9000) t(i)`,
    )
    const receipt = await freeze({
      dataset: 'together',
      from: 'several',
      id: ['id'],
      label: 'y',
      stratify: 'y',
    })
    expect(receipt.duplicates.idsWithSeveralRows).toBe(3000)
    const apart = await bench.rows(
      `SELECT count(*) FROM (SELECT id FROM (${['train', 'validation', 'test'].map((split) => `SELECT DISTINCT id FROM {together/${split}}`).join(' UNION ALL ')}) GROUP BY id HAVING count(*) > 1)`,
    )
    expect(apart).toEqual([['0']])
    expect(receipt.checks.find(({ name }) => name === 'mixed-classes')).toMatchObject({ state: 'warn' })
  })
})

describe('counts', () => {
  it.each([
    ['CASE WHEN i < 2 THEN NULL ELSE i END', 1, 2],
    ['CASE WHEN i < 1 THEN NULL ELSE i END', 0, 1],
    ['i * 1000000000', 0, 0],
    ['i % 400 - 200', 100, 0],
    [`'k' || (i % 400)`, 100, 0],
    ['NULL::BIGINT', 1, 500],
  ])('ids %s of several rows or none', async (id, several, missing) => {
    const sql = `SELECT ${id} AS id, visits FROM (SELECT id AS i, visits FROM "people@v1" WHERE id < 500)`
    const plan = await planFreeze(bench, { dataset: 'counted', sql, id: ['id'] }, bench.context)
    expect(plan.duplicates.idsWithSeveralRows).toBe(several)
    expect(plan.checks.find(({ name }) => name === 'missing-ids')?.count ?? 0).toBe(missing)
  })

  it('values that come late, too', async () => {
    const sql = `SELECT id, id >= 15000 AS late, 1 AS never, CASE WHEN id < 15000 THEN 0 ELSE id END AS y FROM "people@v1"`
    const plan = await planFreeze(bench, { dataset: 'late', sql, id: ['id'], label: 'y' }, bench.context)
    expect(plan.checks.find(({ name }) => name === 'constant-features')?.text).toBe(
      'never: one value in all rows.',
    )
    const splits = Object.values(plan.splits)
    expect(splits.flatMap(({ classes }) => classes)).toEqual([])
    expect(splits.reduce((sum, { rows }) => sum + rows, 0)).toBe(20_000)
  })
})

describe('the rule', () => {
  it('is begun anew on demand, with a warning', async () => {
    await freeze({ dataset: 'ruled', from: 'people@v1', id: ['id'], label: 'kind' })
    const again = await freeze({ dataset: 'ruled', from: 'people@v3', id: ['id'], label: 'kind', seed: '0' })
    expect(again.rule.inheritedFrom).toBe(1)
    const other = await freeze({ dataset: 'ruled', from: 'people@v3', label: 'kind', seed: '1' })
    expect(other.rule).toMatchObject({ seed: '1', hashed: ['id'] })
    expect(other.rule.inheritedFrom).toBeUndefined()
    expect(other.checks.find(({ name }) => name === 'split-rule')).toMatchObject({
      state: 'warn',
      text: 'Rows move: seed 1 instead of 0.',
    })
  })

  it('is that of a freeze that ended first, when two begin at once', async () => {
    const raced = { dataset: 'raced', id: ['id'], label: 'kind', stratify: 'kind' }
    let ended: Receipt | undefined
    const begin: Store['begin'] = async (...options) => {
      ended ??= await freeze({ ...raced, from: 'people@v1' })
      return bench.store.begin(...options)
    }
    const store = new Proxy(bench.store, {
      get: (target, name) => {
        const member: unknown = name === 'begin' ? begin : Reflect.get(target, name)
        return typeof member === 'function' ? member.bind(target) : member
      },
    })
    const late: CurateBench = { ...bench, store }
    const last = await freeze({ ...raced, from: 'people@v3' }, late)
    expect(last).toMatchObject({ version: 2, rule: { inheritedFrom: 1 }, rows: { kept: 25_000 } })
    expect(last.rule.thresholds).toEqual(ended?.rule.thresholds)
  })

  it('gives up the ids that it was told to give up', async () => {
    const people = { dataset: 'by-content', from: 'people@v1', label: 'kind', seed: '3' }
    await freeze({ ...people, id: ['id'] })
    const later = { ...people, from: 'people@v2' }
    expect((await freeze(later)).rule).toMatchObject({ hashed: ['id'], inheritedFrom: 1 })
    const plan = await planFreeze(bench, { ...later, id: [], stratify: '' }, bench.context)
    expect(plan.command).toContain(`--id '' --label kind --stratify '' --seed 3`)
    const without = await freeze({ ...later, id: [] })
    expect(without.rule.hashed).toEqual(['id', 'visits', 'seconds', 'host'])
    expect(without.columns.filter(({ role }) => role === 'id')).toEqual([])
    expect(without.checks.find(({ name }) => name === 'split-rule')).toMatchObject({
      state: 'warn',
      text: 'Rows move: by content instead of id.',
    })
    expect((await freeze({ ...people, id: [], from: 'people@v3' })).rule.inheritedFrom).toBe(3)
  })

  it('is refused where its columns are gone', async () => {
    const request = { dataset: 'ruled', sql: 'SELECT visits, kind FROM people', label: 'kind' }
    await expect(freeze(request)).rejects.toMatchObject({
      code: 'invalid-input',
      message: expect.stringContaining('"id"'),
    })
  })
})

it.each([
  [{ from: 'people', label: 'nothing' }, 'invalid-input'],
  [{ from: 'people', label: 'kind', id: ['kind'] }, 'invalid-input'],
  [{ from: 'people', split: [{ name: 'train', share: 50 }] }, 'invalid-input'],
  [{ from: 'people', where: 'visits < 0' }, 'invalid-input'],
  [{ from: 'people', where: '1 = 1) UNION SELECT * FROM people WHERE (1 = 1' }, 'sql-syntax'],
  [{ from: 'people', where: 'visits IN (SELECT visits FROM marks)' }, 'sql-refused'],
  [{ from: 'people', sql: 'FROM people' }, 'wrong-usage'],
  [{ from: 'people', stratify: 'id' }, 'invalid-input'],
  [{ sql: 'FROM nowhere' }, 'not-found'],
])('refuses %j with %s', async (request, code) => {
  await expect(freeze({ dataset: 'refused', ...request })).rejects.toMatchObject({ code })
  await expect(bench.store.versions('refused')).rejects.toMatchObject({ code: 'not-found' })
})

it('is read by a Python that has no Parquet in the same splits', async (test) => {
  needs(test, 'python')
  const receipt = await receiptOf(bench.store, 'random@v1')
  const script = `
import hashlib, json, sys
given = json.load(sys.stdin)
bounds = [(bound['split'], int(bound['below'])) for bound in given['bounds']]
def split(id):
    hash = int.from_bytes(hashlib.md5((given['seed'] + '\\x1f' + str(id)).encode()).digest()[:8], 'big')
    return next(name for name, below in bounds if below > hash)
print(json.dumps({str(id): split(id) for id in range(20000)}))`
  const output = execFileSync(python, ['-c', script], {
    input: JSON.stringify({ seed: receipt.seed, bounds: receipt.rule.fallback.bounds }),
  })
  expect(new Map(Object.entries(JSON.parse(output.toString()) as Record<string, string>))).toEqual(
    await places(receipt),
  )
})
