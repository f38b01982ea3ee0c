import { expect, test, vi } from 'vitest'
import { openBench } from './testing/query-bench.ts'

// What a system without /proc tells about other processes.
vi.mock('./resident-bytes.ts', () => ({ residentBytes: () => Promise.resolve(undefined) }))

test('where the system does not tell, the process says how large it is, also while a query runs', async () => {
  const bench = await openBench({ limits: { memoryBytes: 4e9 }, workerLimits: { memoryBytes: 5e8 } })
  try {
    await bench.workers.using('background', async () => {
      expect(await bench.workers.memory()).toBeGreaterThan(20_000_000)
    })
    const sql = "SELECT list(repeat('x', 1000) || range) AS l FROM range(3000000)"
    await expect(bench.results.start({ sql }, bench)).rejects.toMatchObject({ code: 'memory' })
    expect((await bench.results.start({ sql: 'SELECT 1' }, bench)).firstPage).toEqual([[1]])
  } finally {
    await bench.close()
  }
})
