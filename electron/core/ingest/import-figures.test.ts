import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { defaultLimits } from '../query/limits.ts'
import { figureRows, importFigures } from './import-figures.ts'
import { openImport } from './open-import.ts'
import { type IngestEngine, openIngestEngine } from './testing/ingest-engine.ts'

let engine: IngestEngine
beforeAll(() => {
  engine = openIngestEngine()
})
afterAll(() => engine.close())

function tools() {
  const { signal } = new AbortController()
  return { workers: engine.access.workers, limits: defaultLimits(), signal }
}

async function opened(name: string, lines: readonly string[]) {
  const file = join(engine.folder, name)
  writeFileSync(file, `${lines.join('\n')}\n`)
  const importing = await openImport([file], engine.access, {})
  await importing.readAll({})
  return importing
}

test('figures of files that are not imported cover all rows, and follow a changed type', async () => {
  const importing = await opened('prices.csv', ['shop,price', 'North,1', 'South,30', 'North,', 'North,5'])
  const [shop, price] = await importFigures(importing, 'prices', undefined, tools())
  expect(shop).toMatchObject({
    covers: { rows: 4, all: true },
    mostFrequent: [
      { label: 'North', rows: 3 },
      { label: 'South', rows: 1 },
    ],
  })
  expect(price).toMatchObject({ type: 'BIGINT', min: '1', max: '30', sum: '36', missing: 1, distinct: 3 })
  expect(price?.bars.reduce((sum, { rows }) => sum + rows, 0)).toBe(3)

  await importing.change('prices', { types: { price: 'VARCHAR' } }, {})
  const [changed] = await importFigures(importing, 'prices', ['price'], tools())
  expect(changed).toMatchObject({ name: 'price', type: 'VARCHAR', longest: 2 })
})

test('figures of a log are of its records', async () => {
  const line = (client: number) => `10.0.0.${client} - - [10/Oct/2000:13:55:37 -0700] "GET / HTTP/1.0" 200 5`
  const importing = await opened('requests.log', [line(1), line(2), line(2), line(3)])
  const [client] = await importFigures(importing, 'requests', ['client'], tools())
  expect(client).toMatchObject({ distinct: 3, mostFrequent: [{ label: '10.0.0.2', rows: 2 }, {}, {}] })
})

test('of a large file the first rows are looked at, and it is said so', async () => {
  const many = Array.from({ length: figureRows + 10 }, (_, at) => String(at))
  const importing = await opened('many.csv', ['n', ...many])
  const [n] = await importFigures(importing, 'many', ['n'], tools())
  expect(n).toMatchObject({
    covers: { rows: figureRows, all: false },
    distinct: figureRows,
    distinctExact: true,
  })
})
