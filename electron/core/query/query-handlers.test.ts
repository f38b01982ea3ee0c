import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ResultEvent } from '../../../shared/contract/query.ts'
import { createHistory } from './history.ts'
import { queryHandlers } from './query-handlers.ts'
import { openBench, type QueryBench } from './testing/query-bench.ts'

let bench: QueryBench
let query: ReturnType<typeof queryHandlers>
const events: ResultEvent[] = []
const context = { signal: new AbortController().signal, progress: () => {} }
beforeAll(async () => {
  bench = await openBench()
  bench.relations.set('events@v3', {
    sql: 'SELECT range AS n FROM range(5000)',
    input: { dataset: 'events', version: 3, id: 'ab', named: 'events@v3' },
  })
  query = queryHandlers({
    ...bench,
    history: createHistory(join(bench.folder, 'state')),
    emit: (_, payload) => void events.push(payload),
    downloads: join(bench.folder, 'downloads'),
  })
})
afterAll(async () => {
  await query.close()
  await bench.close()
})

test('a query from its text to its download, and what is remembered of it', async () => {
  const { handlers } = query
  const { statements } = await handlers['query.statements'](
    { sql: 'SELECT 1; FROM "events@v3" WHERE n >= $least;' },
    context,
  )
  expect(statements.map((statement) => statement.from)).toEqual([0, 10])
  const sql = statements[1]?.sql ?? ''
  const result = await handlers['query.start']({ sql, parameters: { least: '10' } }, context)
  expect(result).toMatchObject({
    inputs: [{ dataset: 'events', version: 3 }],
    columns: [{ name: 'n', type: 'BIGINT', kind: 'integer' }],
  })
  const { resultId } = result
  expect((await handlers['query.page']({ resultId, from: 4000, count: 2 }, context)).rows).toEqual([
    ['4010'],
    ['4011'],
  ])
  expect(events).toMatchObject([{ resultId, state: 'ready', rows: 4990 }])
  const written = await handlers['query.export']({ resultId, format: 'csv' }, context)
  expect(written).toMatchObject({
    rows: 4990,
    download: expect.stringMatching(/^\/download\/[\w-]+\/result-\w+\.csv$/) as string,
  })
  expect((await readFile(written.path, 'utf8')).split('\n').slice(0, 2)).toEqual(['n', '10'])
  const { columns } = await handlers['profile.result']({ resultId, columns: ['n'] }, context)
  expect(columns[0]).toMatchObject({ min: '10', max: '4999', covers: { rows: 4990, all: true } })
  expect((await handlers['query.explain']({ sql: 'FROM "events@v3"' }, context)).plan).toContain('RANGE')
  await expect(handlers['query.start']({ sql: 'SELECT nn FROM "events@v3"' }, context)).rejects.toMatchObject(
    {
      code: 'sql-failed',
      context: { position: 7 },
    },
  )
  const { entries } = await handlers['query.history']({}, context)
  expect(entries).toMatchObject([
    { problem: expect.stringContaining('nn') as string },
    { sql, inputs: ['events@v3'] },
  ])
  await handlers['query.close']({ resultId }, context)
  await expect(handlers['query.page']({ resultId, from: 0, count: 1 }, context)).rejects.toMatchObject({
    code: 'not-found',
  })
})

test('a value for a parameter that the query does not have is refused, with those that it has', async () => {
  const { handlers } = query
  const sql = 'FROM "events@v3" WHERE n >= $least AND n < $Most'
  const parameters = { least: '10', most: '20', lesat: '5' }
  const refused = {
    code: 'wrong-usage',
    message: 'There is no parameter "lesat".',
    hint: 'There are: least, Most.',
  }
  await expect(handlers['query.start']({ sql, parameters }, context)).rejects.toMatchObject(refused)
  await expect(handlers['query.explain']({ sql, parameters }, context)).rejects.toMatchObject(refused)
  await expect(
    handlers['query.start']({ sql: "SELECT '$least'", parameters: { least: '1' } }, context),
  ).rejects.toMatchObject({ code: 'wrong-usage', hint: 'The SQL uses none.' })
})
