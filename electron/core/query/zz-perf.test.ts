import { test } from 'vitest'
import { openBench } from '/work/main/electron/core/query/testing/query-bench.ts'
import { parquetPages } from '/work/main/electron/core/query/relations.ts'
import { exportResult } from '/work/main/electron/core/query/exports/export.ts'
import { profileRelation } from '/work/main/electron/core/query/profile/profile.ts'
test('perf', async () => {
  const b = await openBench({ limits: { memoryBytes: 8e9 }, workerLimits: { memoryBytes: 14e9 } })
  const p = '/tmp/probe/big.parquet'
  b.relations.set('big', { sql: `SELECT * FROM read_parquet(['${p}'])`, readPaths: [p], rows: 10_000_000, page: parquetPages([{ path: p, rows: 10_000_000 }], (f) => `SELECT * FROM ${f}`) })
  const t = async <T>(l: string, f: () => Promise<T>): Promise<T> => { const a = performance.now(); const r = await f(); console.log(l, Math.round(performance.now() - a), 'ms'); return r }
  await b.results.start({ sql: 'select 1' }, b)
  const pct = (x: number[]) => { x.sort((a, b) => a - b); return `p50 ${x[Math.floor(x.length / 2)]?.toFixed(1)} p95 ${x[Math.floor(x.length * 0.95)]?.toFixed(1)}` }
  const plain = await t('plain first page', () => b.results.start({ sql: 'FROM big' }, b))
  const times: number[] = []
  for (let i = 0; i < 60; i++) { const a = performance.now(); await b.results.page(plain.resultId, (i * 7919 * 20011) % 9_999_000, 200, b); times.push(performance.now() - a) }
  console.log('plain pages', pct(times))
  const sorted = await t('sorted first page', () => b.results.start({ sql: 'FROM big ORDER BY r' }, b))
  await t('sorted ready', () => b.event(sorted.resultId, 'ready'))
  times.length = 0
  for (let i = 0; i < 200; i++) { const a = performance.now(); await b.results.page(sorted.resultId, (i * 7919 * 20011) % 9_999_000, 200, b); times.push(performance.now() - a) }
  console.log('table pages', pct(times))
  const view = await t('view first page', () => b.results.view(sorted.resultId, { sort: [{ column: 'k', descending: true }, { column: 'u', descending: false }] }, b))
  await b.results.close(view.resultId)
  await t('profile 10 M x 8', () => profileRelation('big', undefined, b))
  for (const format of ['parquet', 'csv'] as const) await t(`export ${format}`, () => exportResult(b.results.opened(plain.resultId), { format, target: `/tmp/q/x.${format}` }, b))
  const m = await b.results.start({ sql: 'FROM big LIMIT 1000000' }, b)
  for (const format of ['jsonl', 'json', 'arrow', 'markdown'] as const) await t(`export 1 M ${format}`, () => exportResult(b.results.opened(m.resultId), { format, target: `/tmp/q/x.${format}` }, b))
  const { execSync } = await import('child_process'); console.log(execSync('ps -o rss,args -C node | grep core/worker; uptime').toString())
  await b.close()
}, 600_000)
