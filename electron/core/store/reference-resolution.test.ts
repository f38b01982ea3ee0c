import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { nameProblem, selectorNameProblem } from '../../../shared/model/names.ts'
import { parseReference } from '../../../shared/model/reference.ts'
import { runs } from '../testing/counts.ts'
import { instantOf } from './moment.ts'
import { theTable } from './reference-resolution.ts'
import { csvTable, snapshot, temporaryStore, writeFiles } from './testing/temporary.ts'

describe('references', () => {
  test('absence lists what exists', async () => {
    const { folder, store } = await temporaryStore()
    await expect(store.resolve('events')).rejects.toMatchObject({
      code: 'not-found',
      hint: 'The store is empty.',
    })
    await writeFiles(folder, { 'a.csv': 'a\n1\n' })
    await snapshot(store, 'events', [join(folder, 'a.csv')], { tag: 'prod' })
    const fails = (reference: string, code: string, hint: string) =>
      expect(store.resolve(reference)).rejects.toMatchObject({ code, hint: expect.stringContaining(hint) })
    await fails('visits', 'not-found', 'events')
    await fails('events@v2', 'not-found', 'v1; tags: prod (v1)')
    await fails('events@prd', 'not-found', 'prod (v1)')
    await fails('events@v1^', 'not-found', 'v1')
    await fails('events@deadbeef', 'not-found', 'v1')
    await fails('events@2026-02-30', 'invalid-reference', '2026-01-05')
    await fails('Events', 'invalid-reference', 'A reference is')
    await fails('events@', 'invalid-reference', 'A reference is')
    await fails('../events', 'invalid-reference', 'A reference is')
  })

  test('one table answers to any name of the dataset, of several one must be named', async () => {
    const { folder, store } = await temporaryStore()
    await writeFiles(folder, { 'd/a.csv': 'a\n1\n', 'd/b.csv': 'a\n2\n' })
    await snapshot(store, 'one', [join(folder, 'd/a.csv')], { tables: [csvTable('a', ['a.csv'])] })
    const tables = [csvTable('clicks', ['a.csv']), csvTable('views', ['b.csv'])]
    await snapshot(store, 'many', [join(folder, 'd')], { tables })
    expect((await store.resolve('one')).table?.name).toBe('a')
    expect((await store.resolve('one@v1/one')).table?.name).toBe('a')
    expect((await store.resolve('many@v1/views')).table?.name).toBe('views')
    const many = await store.resolve('many')
    expect(many.table).toBeUndefined()
    expect(() => theTable(many)).toThrow('clicks, views')
    await expect(store.resolve('many/sales')).rejects.toMatchObject({
      code: 'not-found',
      hint: 'It has: clicks, views.',
    })
  })

  test('an ambiguous id lists its versions', async () => {
    const { folder, store } = await temporaryStore()
    const ids: string[] = []
    for (let number = 0; number < 3; number += 1) {
      await writeFile(join(folder, 'a.csv'), `a\n${number}\n`)
      ids.push((await snapshot(store, 'events', [join(folder, 'a.csv')])).id)
    }
    for (const [index, id] of ids.entries()) {
      expect((await store.resolve(`events@${id}`)).version).toBe(index + 1)
      expect((await store.resolve(`events@${id.slice(0, 6)}`)).version).toBe(index + 1)
    }
  })

  test('tags move, are told so, and go', async () => {
    const { folder, store } = await temporaryStore()
    for (const text of ['1', '2']) {
      await writeFile(join(folder, 'a.csv'), text)
      await snapshot(store, 'events', [join(folder, 'a.csv')])
    }
    expect(await store.tag('events@v1', 'prod')).toEqual({
      dataset: 'events',
      version: 1,
      tag: 'prod',
      changed: true,
    })
    expect(await store.tag('events@v1', 'prod')).toMatchObject({ changed: false })
    expect(await store.tag('events@v2', 'prod')).toMatchObject({ changed: true, movedFrom: 1 })
    expect((await store.versions('events')).map(({ tags }) => tags)).toEqual([['prod'], []])
    expect((await store.datasets())[0]?.tags).toEqual([{ name: 'prod', version: 2 }])
    expect(await store.untag('events', 'prod')).toMatchObject({ tag: 'prod', version: 2 })
    await expect(store.untag('events', 'prod')).rejects.toMatchObject({ code: 'not-found' })
    for (const name of ['v3', '2026-01-05', 'deadbeef', 'main', 'Prod', 'nul', 'a/b', 'end.'])
      await expect(store.tag('events', name)).rejects.toMatchObject({ code: 'invalid-name' })
  })
})

describe('names and references, whatever they are', () => {
  const name = fc
    .stringMatching(/^[a-z0-9]([a-z0-9_.-]{0,20}[a-z0-9_-])?$/)
    .filter((text) => nameProblem(text) === undefined)
  const selector = name.filter((text) => selectorNameProblem(text) === undefined)

  test('a well-formed reference means what it says', () => {
    fc.assert(
      fc.property(name, selector, fc.nat(3), fc.option(name), (dataset, tag, ancestors, table) => {
        const text = `${dataset}@${tag}${'^'.repeat(ancestors)}${table === null ? '' : `/${table}`}`
        expect(parseReference(text)).toEqual({
          ok: true,
          reference: {
            dataset,
            selector: { kind: 'name', name: tag, mayBeHash: false },
            ancestors,
            ...(table === null ? {} : { table }),
          },
        })
      }),
      runs({ everyday: 100, soak: 5_000 }),
    )
  })

  test('no name leads out of its folder or is taken for another kind of selector', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.string({ unit: 'binary' }), name), (text) => {
        if (nameProblem(text) !== undefined) return
        expect(text).not.toMatch(/[/\\:\0]|^\.|\.$/)
        expect(text.toLowerCase()).toBe(text)
      }),
      runs({ everyday: 500, soak: 20_000 }),
    )
  })

  test('parsing never throws', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(typeof parseReference(text).ok).toBe('boolean')
      }),
      runs({ everyday: 100, soak: 5_000 }),
    )
  })

  test('a day ends where the next begins, and every instant comes back', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('1971-01-01'), max: new Date('2200-01-01'), noInvalidDate: true }),
        (date) => {
          expect(instantOf(date.toISOString(), 'begins')).toBe(date.getTime())
          const day = date.toISOString().slice(0, 10)
          expect((instantOf(day, 'ends') ?? 0) - (instantOf(day, 'begins') ?? 0)).toBe(86_400_000)
        },
      ),
      runs({ everyday: 100, soak: 5_000 }),
    )
    for (const bad of ['2026-02-30', '2026-13-01', '2026-1-1', '2026-01-01T25:00', 'today'])
      expect(instantOf(bad, 'begins')).toBeUndefined()
  })
})
