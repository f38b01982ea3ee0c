import { execFileSync } from 'node:child_process'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Receipt } from '../../../shared/model/receipt.ts'
import { splitStatements } from '../query/statements.ts'
import { needs, python } from '../testing/requirements.ts'
import { runFreeze } from './freeze.ts'
import { loadingSnippets } from './loading-snippets.ts'
import { type CurateBench, openCurateBench } from './testing/curate-bench.ts'

let bench: CurateBench
let receipt: Receipt

beforeAll(async () => {
  bench = await openCurateBench()
  await bench.take(
    'rows',
    `SELECT i AS id, i / 3::DOUBLE AS "a b", 'x' || i AS "it's", i % 3 AS n, CASE i % 2 WHEN 0 THEN 'yes' ELSE 'no' END AS class FROM range(500) t(i)`,
  )
  receipt = await runFreeze(
    bench,
    {
      dataset: 'set',
      from: 'rows',
      id: ['id'],
      label: 'class',
      split: [
        { name: 'train', share: 70 },
        { name: 'in', share: 30 },
      ],
    },
    bench.context,
  )
})
afterAll(() => bench.close())

const snippet = (tool: string) => loadingSnippets(receipt).find((each) => each.tool === tool)?.text ?? ''
const run = (program: string) =>
  execFileSync(python, ['-c', program], { stdio: ['ignore', 'pipe', 'inherit'] })
    .toString()
    .trim()
const rows = (split: string) => receipt.splits[split]?.rows ?? 0

it('has one for each tool', () => {
  expect(loadingSnippets(receipt).map(({ tool }) => tool)).toEqual([
    'pandas',
    'Polars',
    'PyTorch',
    'R',
    'DuckDB',
  ])
})

it('DuckDB: loads the features and the label of each split', async () => {
  const counts: number[] = []
  for (const { sql } of splitStatements(snippet('DuckDB'))) counts.push((await bench.rows(sql)).length)
  expect(counts).toEqual([rows('train'), rows('in')])
  expect(
    (await bench.rows(`DESCRIBE ${splitStatements(snippet('DuckDB'))[0]?.sql}`)).map(([name]) => name),
  ).toEqual(['a b', "it's", 'n', 'class'])
})

it('pandas and Polars: run as they are', (test) => {
  needs(test, 'python-data')
  for (const tool of ['pandas', 'Polars']) {
    const shown = run(
      `${snippet(tool)}\nprint(X_train.shape, len(y_train), X_split_in.shape, len(y_split_in))`,
    )
    expect(shown).toBe(`(${rows('train')}, 3) ${rows('train')} (${rows('in')}, 3) ${rows('in')}`)
  }
})

it('PyTorch: feeds it what it needs', (test) => {
  needs(test, 'python-data')
  // PyTorch itself is large: a stand-in takes its place, so this shows all but the tensors.
  const torch = [
    'import sys, types',
    'torch = types.ModuleType("torch"); torch.tensor = lambda array: array',
    'data = types.ModuleType("torch.utils.data"); data.TensorDataset = lambda *arrays: arrays',
    'sys.modules.update({"torch": torch, "torch.utils": types.ModuleType("torch.utils"), "torch.utils.data": data})',
  ]
  const shown = run(
    `${torch.join('\n')}\n${snippet('PyTorch')}\nprint(train[0].shape, train[0].dtype, sorted(set(split_in[1].tolist())), classes)`,
  )
  expect(shown).toBe(`(${rows('train')}, 2) float32 [0, 1] ['no', 'yes']`)
})
