import { expect, test } from 'vitest'
import type { Relation } from '../query/relations.ts'
import { openBench } from '../query/testing/query-bench.ts'
import { prepareSource } from './freeze-source.ts'

test('a version that is committed while a freeze is prepared is not mixed in', async () => {
  const bench = await openBench()
  let latest = 4
  const version = (number: number, named: string): Relation => ({
    sql: `SELECT ${number} AS a`,
    readPaths: [],
    columns: [{ name: 'a', type: 'INTEGER', nullable: true, present: 1 }],
    input: { dataset: 'events', version: number, id: String(number).repeat(64), named },
  })
  const relations = {
    relation: (name: string) => {
      const pinned = /@v(\d+)$/.exec(name)?.[1]
      if (pinned === undefined) latest += 1
      return Promise.resolve(version(pinned === undefined ? latest : Number(pinned), name))
    },
  }
  const { source, filtered } = await bench.workers.using('writer', (worker) =>
    prepareSource({ from: 'events', where: 'a > 0' }, { worker, relations, signal: bench.signal }),
  )
  expect(source.inputs).toMatchObject([{ version: 5 }])
  expect(filtered.inputs).toEqual(source.inputs)
  expect(filtered.views.map(({ sql }) => sql)).toEqual(source.views.map(({ sql }) => sql))
  await bench.close()
})
