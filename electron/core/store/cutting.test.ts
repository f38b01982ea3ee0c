import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { seed, seeded } from '../testing/counts.ts'
import type { ChunkSizes, CutRule } from './cut-rule.ts'
import { chunkLength, countLineEnds, headLength } from './cutting.ts'

const sizes: ChunkSizes = { least: 400, usual: 1_200, most: 1_600 }
const delimited: CutRule = { kind: 'delimited', delimiter: ',', quote: '"', skip: 0, header: false }

/** The pieces of a text, or undefined where it has to stay whole. */
function pieces(text: string, rule: CutRule): string[] | undefined {
  const bytes = Buffer.from(text)
  const found: string[] = []
  for (let at = 0; at < bytes.length; ) {
    const length = chunkLength(bytes.subarray(at), true, rule, sizes)
    if (length === undefined) return undefined
    found.push(bytes.toString('utf8', at, at + length))
    at += length
  }
  return found
}

function lines(count: number, random: () => number): string[] {
  return Array.from({ length: count }, (_, index) => `${index},${random().toString(36)}\n`)
}

describe('cutting a file', () => {
  it('gives pieces of the right size that begin with lines and are the file again', () => {
    const text = lines(3_000, seeded(seed())).join('')
    const found = pieces(text, { kind: 'lines' }) ?? []
    expect(found.join('')).toBe(text)
    expect(found.length).toBeGreaterThan(text.length / sizes.most)
    for (const piece of found.slice(0, -1)) {
      expect(piece.endsWith('\n')).toBe(true)
      expect(piece.length).toBeGreaterThanOrEqual(sizes.least)
      expect(piece.length).toBeLessThanOrEqual(sizes.most)
    }
  })

  it('leaves nearly all pieces as they were when lines are added, removed or appended', () => {
    const before = lines(6_000, seeded(7))
    const name = (piece: string) => createHash('md5').update(piece).digest('hex')
    const known = new Set((pieces(before.join(''), { kind: 'lines' }) ?? []).map(name))
    for (const [at, removed, added] of [
      [3_000, 0, 'one more line\n'],
      [10, 3, ''],
      [6_000, 0, 'the end\n'],
    ] as const) {
      const after = before.toSpliced(at, removed, added)
      const names = (pieces(after.join(''), { kind: 'lines' }) ?? []).map(name)
      expect(names.filter((each) => !known.has(each)).length).toBeLessThan(20)
      expect(names.length).toBeGreaterThan(100)
    }
  })

  it('an appended line changes nothing but the last piece', () => {
    const before = lines(2_000, seeded(8)).join('')
    const old = pieces(before, { kind: 'lines' }) ?? []
    const grown = pieces(`${before}2000,x\n`, { kind: 'lines' }) ?? []
    expect(grown.slice(0, old.length - 1)).toEqual(old.slice(0, -1))
  })

  it('never cuts inside a quoted field', () => {
    const random = seeded(9)
    const rows = Array.from({ length: 2_000 }, (_, index) =>
      random() < 0.5 ? `${index}, "a ""word""\nand, a line\r\n${index}" ,x\r\n` : `${index},plain,y\r\n`,
    )
    const text = rows.join('')
    const starts = new Set<number>()
    let at = 0
    for (const row of rows) {
      starts.add(at)
      at += row.length
    }
    let start = 0
    const found = pieces(text, delimited) ?? []
    expect(found.length).toBeGreaterThan(20)
    for (const piece of found) {
      expect(starts.has(start)).toBe(true)
      start += piece.length
    }
    expect(start).toBe(text.length)
  })

  it('a file whose quotes are not what they should be stays whole', () => {
    const good = lines(500, seeded(10)).join('')
    for (const damage of ['1,5" pipe\n', '1,"open\n', '1,"a"b\n']) {
      expect(pieces(good + damage + good, delimited), damage).toBeUndefined()
      expect(pieces(good + damage, delimited), damage).toBeUndefined()
    }
    expect(pieces(good, delimited)).toBeDefined()
  })

  it('a log is cut only where a record starts', () => {
    const text = Array.from({ length: 800 }, (_, n) => `2026-01-05 ${n} failed\n  at one\n  at two ${n}\n`)
    const found = pieces(text.join(''), { kind: 'lines', recordStart: '^\\d{4}-' }) ?? []
    expect(found.length).toBeGreaterThan(10)
    for (const piece of found) expect(piece).toMatch(/^2026-/)
  })

  it('a line that is too long for a piece keeps the file whole', () => {
    expect(pieces(`${'x'.repeat(5_000)}\nshort\n`, { kind: 'lines' })).toBeUndefined()
  })

  it('finds the end of a header, also of one with line ends', () => {
    const rule = { kind: 'delimited', delimiter: ',', quote: '"', skip: 1, header: true } as const
    const head = '# made today\n"a\nb",c\n'
    expect(headLength(Buffer.from(`${head}1,2\n`), rule)).toBe(head.length)
    expect(headLength(Buffer.from(head), rule)).toBeUndefined()
    expect(headLength(Buffer.from('# made\n\na,b\n1,2\n'), rule)).toBeUndefined()
  })

  it('counts line ends of every kind', () => {
    expect(countLineEnds(Buffer.from('a\nb\r\nc\rd'))).toEqual({ lines: 3, bareReturns: 1 })
  })
})
