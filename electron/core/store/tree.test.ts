import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { TreeEntry } from '../../../shared/model/snapshot.ts'
import { runs } from '../testing/counts.ts'
import { canonicalText, sha256 } from './canonical.ts'
import { contentOf } from './content.ts'
import { csvTable } from './testing/temporary.ts'
import { readTree, readTreeRoot, writeTree } from './tree.ts'

function memory() {
  const objects = new Map<string, Buffer>()
  return {
    objects,
    put: (bytes: Buffer) => {
      objects.set(sha256(bytes), bytes)
      return Promise.resolve(sha256(bytes))
    },
    read: (hash: string) => Promise.resolve(objects.get(hash) ?? Buffer.alloc(0)),
  }
}

const entry = (path: string, bytes: string): TreeEntry => ({
  path,
  kind: 'file',
  size: bytes.length,
  mtime: '1',
  sha256: sha256(bytes),
})

async function all(entries: AsyncIterable<TreeEntry>): Promise<TreeEntry[]> {
  const list: TreeEntry[] = []
  for await (const one of entries) list.push(one)
  return list
}

describe('trees', () => {
  test('come back sorted, whatever the order was', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.stringMatching(/^[a-zé\u{1F40D}/]{1,8}$/u), { maxLength: 40 }),
        async (names) => {
          const paths = names
            .map((name) =>
              name
                .split('/')
                .filter((part) => part !== '')
                .join('/'),
            )
            .filter((path) => path !== '')
          const entries = [...new Set(paths)].map((path) => entry(path, path))
          const { put, read } = memory()
          const { hash, root } = await writeTree(entries, put)
          const again = await writeTree(entries.toReversed(), put)
          expect(again.hash).toBe(hash)
          const back = await all(readTree(hash, read))
          expect(new Set(back.map(canonicalText))).toEqual(new Set(entries.map(canonicalText)))
          expect(root.entries).toBe(entries.length)
          const [range] = root.ranges
          const lines = (await read(range?.sha256 ?? ''))
            .toString()
            .split('\n')
            .filter((line) => line !== '')
          for (const line of lines) expect(canonicalText(JSON.parse(line))).toBe(line)
        },
      ),
      runs({ everyday: 100, soak: 5_000 }),
    )
  })

  test('of 30,000 files are stored in ranges, and ten changes touch few of them', async () => {
    const { objects, put, read } = memory()
    const entries = Array.from({ length: 30_000 }, (_, index) =>
      entry(`logs/${index % 50}/file-${index}.csv`, String(index)),
    )
    const before = await writeTree(entries, put)
    expect(before.root.ranges.length).toBeGreaterThan(8)
    expect(Math.max(...before.root.ranges.map((range) => range.entries))).toBeLessThanOrEqual(8_000)
    const stored = objects.size
    const changed = entries.map((one, index) =>
      index % 3_000 === 7 ? { ...one, sha256: sha256('new') } : one,
    )
    const after = await writeTree([...changed, entry('logs/0/added.csv', 'x')], put)
    expect(objects.size - stored).toBeLessThanOrEqual(12)
    expect(after.root.entries).toBe(30_001)
    expect(after.root.digest).not.toBe(before.root.digest)
    expect((await readTreeRoot(after.hash, read)).ranges).toEqual(after.root.ranges)
  })

  test('times do not count in the digest, doubles and ways out are refused', async () => {
    const { put } = memory()
    const one = await writeTree([entry('a', 'x')], put)
    const touched = await writeTree([{ ...entry('a', 'x'), mtime: '2' }], put)
    expect(touched.hash).not.toBe(one.hash)
    expect(touched.root.digest).toBe(one.root.digest)
    for (const bad of [
      [entry('a', '1'), entry('a', '2')],
      [entry('../a', '1')],
      [entry('/a', '1')],
      [entry('', '1')],
    ])
      await expect(writeTree(bad, put)).rejects.toMatchObject({ code: 'invalid-input' })
  })
})

describe('canonical JSON', () => {
  test('as RFC 8785 prints it', () => {
    // The example of section 3.2.2 and the sorting example of 3.2.3.
    const value = {
      numbers: [333333333.3333333, 4.5, 2e-3, 0.000000000000000000000000001],
      string: '\u20ac$\u000F\u000aA\'\u0042\u0022\u005c\\"/',
      literals: [null, true, false],
    }
    expect(canonicalText(value)).toBe(
      '{"literals":[null,true,false],"numbers":[333333333.3333333,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    )
    expect(
      Object.keys(
        JSON.parse(
          canonicalText({
            '\u20ac': 1,
            '\r': 2,
            '\ufb33': 3,
            '1': 4,
            '\ud83d\ude00': 5,
            '\u0080': 6,
            '\u00f6': 7,
          }),
        ) as object,
      ),
    ).toEqual(['1', '\r', '\u0080', '\u00f6', '\u20ac', '\ud83d\ude00', '\ufb33'])
  })

  test('gives one text for equal values, and back', () => {
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
        let text: string
        try {
          text = canonicalText(value)
        } catch {
          return
        }
        expect(canonicalText(JSON.parse(text))).toBe(text)
      }),
      runs({ everyday: 100, soak: 5_000 }),
    )
  })

  test('refuses numbers that others would read differently', () => {
    expect(() => canonicalText({ rows: 2 ** 53 })).toThrow('exactly')
    expect(() => canonicalText([Number.NaN])).toThrow('exactly')
    expect(() => canonicalText({ rows: 1n })).toThrow('bigint')
    expect(canonicalText({ a: undefined, rows: 2 ** 53 - 1 })).toBe('{"rows":9007199254740991}')
  })
})

describe('content', () => {
  async function* tree(...entries: TreeEntry[]) {
    yield* entries
  }

  test('knows no names of tables and their files, but those of other files', async () => {
    const of = (file: string, other: string, table: string) =>
      contentOf('raw', [csvTable(table, [file])], tree(entry(file, 'rows'), entry(other, 'notes')))
    const one = await of('a.csv', 'readme.md', 'a')
    expect(await of('b.csv', 'readme.md', 'b')).toBe(one)
    expect(await of('a.csv', 'liesmich.md', 'a')).not.toBe(one)
  })

  test('of a training set knows its splits', async () => {
    const table = (name: string) => csvTable(name, [], { rowsDigest: 'a'.repeat(64) })
    expect(await contentOf('aggregation', [table('x')], tree())).toBe(
      await contentOf('aggregation', [table('y')], tree()),
    )
    expect(await contentOf('training', [table('x')], tree())).not.toBe(
      await contentOf('training', [table('y')], tree()),
    )
  })
})
