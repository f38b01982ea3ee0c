import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { recentStores, rememberStore } from './recent-stores.ts'

test.each(['', '{"stores":', '{"stores":7}', 'null'])(
  'a damaged list (%j) is begun anew and kept aside',
  async (text) => {
    const folder = await mkdtemp(join(tmpdir(), 'firn-state-'))
    onTestFinished(() => rm(folder, { recursive: true }))
    await rememberStore(folder, '/one')
    await rememberStore(folder, '/two')
    expect((await recentStores(folder)).map(({ path }) => path)).toEqual(['/two', '/one'])
    await writeFile(join(folder, 'recent-stores.json'), text)
    expect(await recentStores(folder)).toEqual([])
    expect(await readFile(join(folder, 'recent-stores.json.damaged'), 'utf8')).toBe(text)
    await rememberStore(folder, '/three')
    expect((await recentStores(folder)).map(({ path }) => path)).toEqual(['/three'])
  },
)
