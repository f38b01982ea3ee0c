import { chmod, readFile, readdir, readlink, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { runs } from '../testing/counts.ts'
import { needs } from '../testing/requirements.ts'
import { layout } from './layout.ts'
import { fileSystemPath, unescapedPath } from './portable-path.ts'
import { csvTable, snapshot, temporaryStore, writeFiles } from './testing/temporary.ts'
import { pathBytes } from './tree-path.ts'

describe('plain paths', () => {
  test('hold the files, read-only, and are made once', async (test) => {
    needs(test, 'linux')
    const { folder, path, store } = await temporaryStore()
    await writeFiles(folder, { 'd/a.csv': 'a\n1\n', 'd/sub/b.csv': 'a\n2\n' })
    await symlink('a.csv', join(folder, 'd/latest'))
    const tables = [csvTable('a', ['a.csv']), csvTable('b', ['sub/b.csv'])]
    await snapshot(store, 'events', [join(folder, 'd')], { tables, tag: 'prod' })
    const plain = await store.materialisePath('events@prod')
    expect(plain).toEqual({ path: join(path, 'paths/events/v1'), escaped: [] })
    expect(await readFile(join(plain.path, 'sub/b.csv'), 'utf8')).toBe('a\n2\n')
    expect(await readlink(join(plain.path, 'latest'))).toBe('a.csv')
    const before = await stat(join(plain.path, 'a.csv'))
    expect(before.mode & 0o777).toBe(0o444)
    expect(Math.abs(before.mtimeMs - (await stat(join(folder, 'd/a.csv'))).mtimeMs)).toBeLessThan(10)
    expect((await store.materialisePath('events@v1')).path).toBe(plain.path)
    expect((await stat(join(plain.path, 'a.csv'))).ino).toBe(before.ino)
    expect((await store.materialisePath('events@v1/b')).path).toBe(join(plain.path, 'sub/b.csv'))
  })

  test('that somebody changed are made anew, and damaged objects never get there', async () => {
    const { folder, path, store } = await temporaryStore()
    await writeFiles(folder, { 'a.csv': 'a\n1\n' })
    await snapshot(store, 'events', [join(folder, 'a.csv')])
    const plain = await store.materialisePath('events')
    await chmod(join(plain.path, 'a.csv'), 0o644)
    await writeFile(join(plain.path, 'a.csv'), 'a\n1\n2\n')
    await store.materialisePath('events')
    expect(await readFile(join(plain.path, 'a.csv'), 'utf8')).toBe('a\n1\n')
    const [entry] = await store.tree(await store.resolve('events'))
    const object = layout.object(path, entry?.sha256 ?? '')
    await chmod(object, 0o644)
    await writeFile(object, 'a\n8\n')
    await rm(plain.path, { recursive: true })
    await expect(store.materialisePath('events')).rejects.toMatchObject({ code: 'object-damaged' })
    for (const place of ['staging', 'leases', 'paths/events'])
      expect(await readdir(join(path, place)).catch(() => [])).toEqual([])
  })

  test('escaping what Windows cannot hold is reversible', () => {
    const part = fc.oneof(
      fc.string({ unit: 'binary', minLength: 1 }),
      fc.constantFrom('nul', 'COM1.txt', 'a.', 'b ', '100%41', 'a:b', 'x|y'),
    )
    const path = fc.array(
      part.map((text) => text.replaceAll(/[/\0]/g, '_')).filter((text) => !['.', '..'].includes(text)),
      { minLength: 1 },
    )
    fc.assert(
      fc.property(path, (parts) => {
        const original = parts.join('/')
        const { path: escaped, changed } = fileSystemPath(original, 'win32')
        if (!changed) return
        expect(unescapedPath(escaped)).toEqual(pathBytes(original))
        for (const one of escaped.split('/')) {
          expect(one).not.toMatch(/[<>:"\\|?*]|[. ]$/)
          expect(one).not.toMatch(/^(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)/i)
        }
      }),
      runs({ everyday: 100, soak: 5_000 }),
    )
    expect(fileSystemPath('a:b', 'linux')).toEqual({ path: 'a:b', changed: false })
    expect(fileSystemPath({ base64: Buffer.from([0x61, 0xff]).toString('base64') }, 'linux')).toEqual({
      path: 'a%FF',
      changed: true,
    })
  })
})
