import { gzipSync } from 'node:zlib'

/** A text file with a table in it, made from a sequence of random numbers. */
export interface RandomTable {
  readonly name: string
  readonly bytes: Buffer
}

type Random = () => number

/** CSV, JSON lines or a log of some 20 to 500 records, with what makes such files hard. */
export function randomTable(random: Random): RandomTable {
  const kind = pick(random, ['csv', 'csv', 'csv', 'jsonl', 'log'] as const)
  if (kind === 'csv') return randomDelimited(random)
  return kind === 'jsonl' ? randomJson(random) : randomLog(random)
}

function randomDelimited(random: Random): RandomTable {
  const delimiter = pick(random, [',', ';', '\t'])
  const end = pick(random, ['\n', '\r\n'])
  const width = 2 + Math.floor(random() * 4)
  const quoting = random() < 0.7
  const ragged = random() < 0.4 ? 0.02 : 0
  const stray = random() < 0.1
  const cell = (column: number, row: number): string => {
    if (column === 0) return String(row)
    if (random() < 0.1) return ''
    if (column === 1) return (random() * 1000).toFixed(2)
    const words = pick(random, ['snow', 'firn', 'glacier ice', 'névé', 'x'.repeat(30)]) + String(row % 17)
    if (!quoting || random() < 0.6) return words
    const inner = pick(random, [`${delimiter} `, '\n', '\r\n', '""', ` ""said"" `])
    return `"${words}${inner}${words}"`
  }
  const rows = 20 + Math.floor(random() * 480)
  const lines = Array.from({ length: rows }, (_, row) => {
    const cells = Array.from({ length: width }, (__, column) => cell(column, row))
    if (random() < ragged) cells.push('one more')
    return cells.join(delimiter) + end
  })
  if (stray) lines[Math.floor(random() * rows)] = `7${delimiter}5" pipe${end}`
  if (random() < 0.6)
    lines.unshift(Array.from({ length: width }, (_, column) => `column ${column}`).join(delimiter) + end)
  const text = Buffer.from(lines.join(''))
  const name = delimiter === '\t' ? 'table.tsv' : 'table.csv'
  return random() < 0.1 ? { name: `${name}.gz`, bytes: gzipSync(text) } : { name, bytes: text }
}

function randomJson(random: Random): RandomTable {
  const damaged = random() < 0.4 ? 0.02 : 0
  const lines = Array.from({ length: 20 + Math.floor(random() * 300) }, (_, id) => {
    if (random() < damaged) return pick(random, ['{"id": 1,', 'no json', '[1, 2]'])
    const record: Record<string, unknown> = { id, word: pick(random, ['a\nb', 'snow', '"', '']) }
    if (random() < 0.5) record['ratio'] = Math.round(random() * 1000) / 8
    if (random() < 0.05) record['rare'] = { deep: [id, id + 1] }
    return JSON.stringify(record)
  })
  return { name: 'events.jsonl', bytes: Buffer.from(`${lines.join('\n')}\n`) }
}

function randomLog(random: Random): RandomTable {
  const lines: string[] = []
  for (let record = 0; record < 100 + random() * 300; record += 1) {
    const second = String(record % 60).padStart(2, '0')
    const level = pick(random, ['INFO', 'WARN', 'ERROR'])
    lines.push(`2026-01-05 10:00:${second} ${level} worker ${record} did its work`)
    if (level === 'ERROR') lines.push('  at first (a.js:1)', '  at second (b.js:2)')
  }
  return { name: 'service.log', bytes: Buffer.from(`${lines.join('\n')}\n`) }
}

function pick<T>(random: Random, values: readonly T[]): T {
  return values[Math.floor(random() * values.length)] as T
}
