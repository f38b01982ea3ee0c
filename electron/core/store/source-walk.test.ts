import { mkdir, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { runs } from '../testing/counts.ts'
import { needs } from '../testing/requirements.ts'
import { matchesPart, patternParts } from './glob-pattern.ts'
import { type SourceFile, walkSources } from './source-walk.ts'
import { snapshot, temporaryFolder, temporaryStore, writeFiles } from './testing/temporary.ts'
import { comparePaths, pathBytes, pathOfBytes, pathProblem } from './tree-path.ts'

const pathsOf = (files: readonly SourceFile[]) => files.map(({ path }) => path)

describe('paths in a snapshot', () => {
  test('of one file, one folder, one glob', async () => {
    const folder = await temporaryFolder()
    await writeFiles(folder, { 'logs/b.csv': '', 'logs/a.csv': '', 'logs/deep/c.csv': '', 'logs/x.txt': '' })
    expect(pathsOf(await walkSources([join(folder, 'logs/a.csv')]))).toEqual(['a.csv'])
    expect(pathsOf(await walkSources([join(folder, 'logs')]))).toEqual([
      'a.csv',
      'b.csv',
      'deep/c.csv',
      'x.txt',
    ])
    expect(pathsOf(await walkSources(['logs/*.csv'], { from: folder }))).toEqual(['a.csv', 'b.csv'])
    expect(pathsOf(await walkSources([join(folder, 'logs/**/*.csv')]))).toEqual([
      'a.csv',
      'b.csv',
      'deep/c.csv',
    ])
  })

  test('of several sources never merge in silence', async () => {
    const folder = await temporaryFolder()
    await writeFiles(folder, { '2025/a.csv': '1', '2026/a.csv': '2', '2026/b.csv': '3', 'z.csv': '4' })
    const walk = async (...sources: string[]) => pathsOf(await walkSources(sources, { from: folder }))
    expect(await walk('2025/a.csv', '2026/b.csv')).toEqual(['a.csv', 'b.csv'])
    expect(await walk('2025/a.csv', '2026/a.csv')).toEqual(['2025/a.csv', '2026/a.csv'])
    expect(await walk('2025', '2026', 'z.csv')).toEqual(['2025/a.csv', '2026/a.csv', '2026/b.csv', 'z.csv'])
    expect(await walk('2025/*.csv', '2026/*.csv')).toEqual(['2025/a.csv', '2026/a.csv', '2026/b.csv'])
    expect(await walk('2026', '2026/a.csv')).toEqual(['2026/a.csv', '2026/b.csv'])
    expect(await walk('z.csv', 'z.csv')).toEqual(['z.csv'])
  })

  test('of a folder around the store leave the store out, however both are called', async (test) => {
    needs(test, 'linux')
    const folder = await temporaryFolder()
    await writeFiles(folder, {
      'home/a.csv': '1',
      'home/firn/objects/b.csv': '2',
      'home/firn/firn.json': '{}',
    })
    await symlink('home', join(folder, 'link'))
    for (const store of [join(folder, 'home/firn'), join(folder, 'link/firn')]) {
      const walk = async (source: string) =>
        pathsOf(await walkSources([join(folder, source)], { exclude: [store] }))
      for (const source of ['home', 'link', 'home/**/*', 'link/**/*', 'home/*'])
        expect(await walk(source), source).toEqual(['a.csv'])
      // What is named inside of it is meant.
      expect(await walk('link/firn/objects/*.csv')).toEqual(['b.csv'])
      await writeFile(Buffer.concat([Buffer.from(join(folder, 'home/')), Buffer.from([0xff])]), '3')
      expect((await walk('home')).length).toBe(2)
      await rm(Buffer.concat([Buffer.from(join(folder, 'home/')), Buffer.from([0xff])]))
    }
  })

  test('a file whose name looks like a pattern is taken as it is', async () => {
    const folder = await temporaryFolder()
    await writeFiles(folder, { '[a].csv': '1', 'a.csv': '2' })
    expect(pathsOf(await walkSources(['[a].csv'], { from: folder }))).toEqual(['[a].csv'])
  })

  test('links are not followed, except one that is named', async (test) => {
    needs(test, 'linux')
    const folder = await temporaryFolder()
    await writeFiles(folder, { 'real/a.csv': '1', 'data/b.csv': '2' })
    await symlink('../real', join(folder, 'data/to-folder'))
    await symlink('/etc/passwd', join(folder, 'data/to-file'))
    await symlink('real', join(folder, 'named'))
    const files = await walkSources([join(folder, 'data')])
    expect(files.map(({ path, kind, target }) => [path, kind, target])).toEqual([
      ['b.csv', 'file', undefined],
      ['to-file', 'link', '/etc/passwd'],
      ['to-folder', 'link', '../real'],
    ])
    expect(pathsOf(await walkSources([join(folder, 'named')]))).toEqual(['a.csv'])
    expect(pathsOf(await walkSources(['data/*'], { from: folder }))).toEqual([
      'b.csv',
      'to-file',
      'to-folder',
    ])
  })

  test('the store itself is left out of its own sources', async () => {
    const { folder, path, store } = await temporaryStore()
    await writeFiles(folder, { 'a.csv': '1' })
    expect(pathsOf(await walkSources([folder], { exclude: [store.path] }))).toEqual(['a.csv'])
    expect(path.startsWith(folder)).toBe(true)
  })
})

describe('patterns', () => {
  test('match as in a shell', () => {
    const cases: [string, string, boolean][] = [
      ['a.csv', '*.csv', true],
      ['.a.csv', '*.csv', false],
      ['.a.csv', '.*', true],
      ['a.csv', '?.csv', true],
      ['ab.csv', '?.csv', false],
      ['b1', '[a-c][!a-z]', true],
      ['bb', '[a-c][!a-z]', false],
      ['a+b(1).csv', 'a+b(1).*', true],
      ['anything', '[z-a]', false],
    ]
    for (const [name, part, expected] of cases)
      expect([name, part, matchesPart(name, part)]).toEqual([name, part, expected])
    expect(patternParts('a/{b,c{d,e}}/**')).toEqual([
      ['a', 'b', '**', '*'],
      ['a', 'cd', '**', '*'],
      ['a', 'ce', '**', '*'],
    ])
    expect(patternParts('{a}/b{')).toEqual([['{a}', 'b{']])
  })
})

describe('problems name the file', () => {
  test('missing, empty, no match', async () => {
    const folder = await temporaryFolder()
    await mkdir(join(folder, 'empty'))
    const fails = (source: string, code: string) =>
      expect(walkSources([join(folder, source)])).rejects.toMatchObject({
        code,
        message: expect.stringContaining(source),
      })
    await fails('gone.csv', 'file-missing')
    await fails('empty', 'nothing-to-read')
    await fails('empty/*.csv', 'nothing-to-read')
  })
})

describe('names that are not UTF-8', () => {
  test('keep their bytes', async (test) => {
    needs(test, 'linux')
    const { folder, store } = await temporaryStore()
    const data = join(folder, 'data')
    await mkdir(data)
    const name = Buffer.from([0x66, 0xff, 0xfe, 0x2e, 0x63])
    await writeFile(Buffer.concat([Buffer.from(`${data}/`), name]), 'odd')
    await writeFile(join(data, 'plain \u{1F40D} name.csv'), 'even')
    await snapshot(store, 'odd', [data])
    const entries = await store.tree(await store.resolve('odd'))
    expect(entries.map(({ path }) => pathBytes(path).toString('hex'))).toEqual([
      name.toString('hex'),
      Buffer.from('plain \u{1F40D} name.csv').toString('hex'),
    ])
    expect(entries[0]?.path).toEqual({ base64: name.toString('base64') })
  })

  test('every order of paths is the order of their bytes', () => {
    const path = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.uint8Array().map((bytes) => pathOfBytes(Buffer.from(bytes))),
    )
    fc.assert(
      fc.property(path, path, (a, b) => {
        expect(Math.sign(comparePaths(a, b))).toBe(Math.sign(Buffer.compare(pathBytes(a), pathBytes(b))))
      }),
      runs({ everyday: 500, soak: 20_000 }),
    )
  })

  test.each([
    ['', 'it is empty'],
    ['/a', 'a part of it is empty'],
    ['a/', 'a part of it is empty'],
    ['a//b', 'a part of it is empty'],
    ['../a', 'it points out of the snapshot'],
    ['a/../b', 'it points out of the snapshot'],
    ['./a', 'it points out of the snapshot'],
    ['a\0b', 'it holds a NUL'],
  ])('%j is no path of a snapshot', (path, problem) => {
    expect(pathProblem(path)).toBe(problem)
  })
})
