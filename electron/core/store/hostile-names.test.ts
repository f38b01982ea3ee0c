import { execFileSync } from 'node:child_process'
import { mkdir, readFile, readdir, readlink, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { count, patience, seed } from '../testing/counts.ts'
import { needs } from '../testing/requirements.ts'
import { unescapedPath } from './portable-path.ts'
import { snapshot, temporaryFolder, temporaryStore, writeFiles } from './testing/temporary.ts'
import { pathBytes } from './tree-path.ts'

const quietly = { signal: new AbortController().signal, progress: () => {} }

/** How many files with names that nobody would choose. */
const names = count({ everyday: 150, soak: 2_000 })

const chosen = [
  '-rf',
  '$(touch owned)',
  '`id`',
  'a"b\'c.csv',
  'line\nbreak.csv',
  'tab\tand\rreturn',
  'CON',
  'aux.csv',
  'ends with a dot.',
  ' blanks around ',
  '...',
  '..a',
  '%FE%',
  '%2e%2e%2fup',
  'back\\slash\\..\\up',
  'C:drive',
  '*?[a]{b}',
  '\u202Egnp.exe',
  'é.csv',
  'e\u0301.csv',
  'A.csv',
  'a.csv',
  '\u{1F40D}'.repeat(60),
  'x'.repeat(255),
  '\u0001\u007f\uFEFF\uFFFD',
  'firn.json',
]

test(`${names} hostile names go in and come out byte for byte, and none merges with another`, {
  timeout: patience(60_000),
}, async (test) => {
  needs(test, 'linux')
  const { folder, store } = await temporaryStore()
  const data = join(folder, 'data')
  await mkdir(data)
  const anyName = fc
    .uint8Array({ minLength: 1, maxLength: 60 })
    .filter(
      (bytes) =>
        !bytes.includes(0) && !bytes.includes(0x2f) && !/^\.{1,2}$/.test(Buffer.from(bytes).toString()),
    )
  const all = new Map<string, Buffer>()
  for (const bytes of [
    ...chosen.map((name) => Buffer.from(name)),
    ...fc.sample(anyName, { numRuns: names, seed: seed() }),
  ])
    all.set(Buffer.from(bytes).toString('hex'), Buffer.from(bytes))
  for (const [hex, name] of all) await writeFile(Buffer.concat([Buffer.from(`${data}/`), name]), hex)

  await snapshot(store, 'odd', [data])
  const entries = await store.tree(await store.resolve('odd'))
  expect(entries.map(({ path }) => pathBytes(path).toString('hex')).toSorted()).toEqual(
    [...all.keys()].toSorted(),
  )
  const out = join(folder, 'out')
  const { files, escaped } = await store.checkOut('odd', out, quietly)
  expect(files).toBe(all.size)
  const found = await readdir(out)
  expect(found.length).toBe(all.size)
  for (const name of found) {
    const bytes = escaped.includes(name) ? unescapedPath(name) : Buffer.from(name)
    expect(await readFile(join(out, name), 'utf8')).toBe(bytes.toString('hex'))
  }
  // What lay beside the folders is as it was.
  expect((await readdir(folder)).toSorted()).toEqual(['data', 'out', 'store'])
  expect((await store.verify({ data: true })).findings).toEqual([])
})

test('names that come out as one are said, and nothing is left', async (test) => {
  needs(test, 'linux')
  const { folder, store } = await temporaryStore()
  const data = join(folder, 'data')
  await writeFiles(folder, { 'data/%FF': 'as text' })
  await writeFile(Buffer.concat([Buffer.from(`${data}/`), Buffer.from([0xff])]), 'as a byte')
  await snapshot(store, 'odd', [data])
  await expect(store.checkOut('odd', join(folder, 'out'), quietly)).rejects.toMatchObject({
    code: 'conflict',
    message: 'Two files of this version would both be called %FF in this folder.',
  })
  expect((await readdir(folder)).toSorted()).toEqual(['data', 'store'])
})

test('links are kept as links, lead nowhere, and nothing behind them is read', async (test) => {
  needs(test, 'linux')
  const { folder, path, store } = await temporaryStore()
  const data = join(folder, 'data')
  const secret = 'nobody is to read this'
  await writeFiles(folder, { 'outside/secret.txt': secret, 'data/in/a.csv': 'a\n' })
  const places = ['top', 'in/below', 'deep/er/still']
  const targets = [
    '.',
    '..',
    '../..',
    '/',
    '/etc/passwd',
    '/proc/self/environ',
    '/dev/zero',
    'gone',
    'in',
    'in/a.csv',
    '../outside',
    '../outside/secret.txt',
    '../../outside/secret.txt',
    join(folder, 'outside'),
    join(folder, 'outside/secret.txt'),
    'a\nb',
    'x'.repeat(1_000),
  ]
  const made = new Map<string, string>([['loop', 'loop']])
  for (const place of places)
    for (const [number, target] of targets.entries()) made.set(`${place}-${number}`, target)
  for (const [name, target] of made) {
    await mkdir(dirname(join(data, name)), { recursive: true })
    await symlink(target, join(data, name))
  }
  execFileSync('mkfifo', [join(data, 'pipe')])

  await snapshot(store, 'linked', [data])
  const entries = await store.tree(await store.resolve('linked'))
  expect(
    new Map(
      entries.flatMap(({ path: name, target }) => (target === undefined ? [] : [[String(name), target]])),
    ),
  ).toEqual(made)
  expect(entries.filter(({ kind }) => kind === 'file').map((entry) => entry.path)).toEqual(['in/a.csv'])
  for (const name of await readdir(join(path, 'objects'), { recursive: true }))
    if (name.length > 60) expect(await readFile(join(path, 'objects', name), 'utf8')).not.toContain(secret)
  const out = join(folder, 'out')
  expect(await store.checkOut('linked', out, quietly)).toMatchObject({ files: 1, links: made.size })
  for (const [name, target] of made) expect(await readlink(join(out, name))).toBe(target)
  expect(await readdir(join(folder, 'outside'))).toEqual(['secret.txt'])
})

test('a tree that would write through its own links is refused', async (test) => {
  needs(test, 'linux')
  const { folder, store } = await temporaryStore()
  const outside = await temporaryFolder()
  const writer = await store.begin('forged')
  const link = { kind: 'link', size: 0, mtime: '0' } as const
  const tree = await writer.writeTree([
    { ...link, path: 'a', target: outside },
    { ...link, path: 'a/b/c', target: '/etc/passwd' },
  ])
  await writer.commitSnapshot({ dataset: 'forged', kind: 'raw', tree, tables: [] })
  await writer.release()
  await expect(store.checkOut('forged', join(folder, 'out'), quietly)).rejects.toMatchObject({
    code: 'store-damaged',
    message: expect.stringContaining('behind a link') as string,
  })
  expect(await readdir(outside)).toEqual([])
  expect(await readdir(folder)).toEqual(['store'])
})
