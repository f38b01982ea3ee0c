import type * as FileSystem from 'node:fs/promises'
import { mkdtemp, readdir, readFile, realpath, rm, symlink, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { draftBeside, placeFile, replaceable } from './place-file.ts'

const { done } = vi.hoisted(() => ({ done: [] as string[] }))

vi.mock(import('node:fs/promises'), async (original) => {
  const real: typeof FileSystem = await original()
  return {
    ...real,
    rename: async (from, to) => {
      await real.rename(from, to)
      done.push('rename')
    },
    open: async (path, flags, mode) => {
      const handle = await real.open(path, flags, mode)
      const { sync, datasync } = handle
      const flushed = (how: () => Promise<void>) => async () => {
        await how.call(handle)
        done.push(`flush ${basename(String(path))}`)
      }
      return Object.assign(handle, { sync: flushed(sync), datasync: flushed(datasync) })
    },
  }
})

let folder: string
beforeEach(async () => {
  done.length = 0
  folder = await mkdtemp(join(tmpdir(), 'firn-place-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

test('the bytes are flushed before the target has them, its name after', async () => {
  const staged = join(folder, 'staged')
  await writeFile(staged, 'new')
  expect(await placeFile(staged, join(folder, 'target'))).toBe(3)
  expect(done).toEqual(['flush staged', 'rename', `flush ${basename(folder)}`])
  expect(await readFile(join(folder, 'target'), 'utf8')).toBe('new')
})

test('drafts of programs that were killed go with the next file beside them, those under way stay', async () => {
  const target = join(folder, 'target')
  const [old, young, other] = [draftBeside(target), draftBeside(target), join(folder, '.mine.part')]
  for (const file of [old, young, other]) await writeFile(file, '')
  const yesterday = new Date(Date.now() - 25 * 60 * 60 * 1000)
  for (const file of [old, other]) await utimes(file, yesterday, yesterday)
  const staged = join(folder, 'staged')
  await writeFile(staged, '')
  await placeFile(staged, target)
  expect((await readdir(folder)).sort()).toEqual([basename(young), '.mine.part', 'target'].sort())
})

test('a link leads to the file that is replaced; what is no file is refused', async () => {
  const file = join(await realpath(folder), 'rows.csv')
  await writeFile(file, 'old')
  await symlink(file, join(folder, 'link.csv'))
  expect(await replaceable(join(folder, 'link.csv'))).toBe(file)
  expect(await replaceable(join(folder, 'new.csv'))).toBe(join(folder, 'new.csv'))
  for (const [target, code, message] of [
    ['/dev/null', 'invalid-input', '/dev/null is not a file.'],
    [folder, 'io', `${folder} is a folder.`],
  ] as const)
    await expect(replaceable(target)).rejects.toMatchObject({ code, message })
})
