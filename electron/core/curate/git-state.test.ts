import { execFileSync } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { folderInRepository, gitState, withoutCredentials } from './git-state.ts'

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'firn-git-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

function git(...args: string[]): string {
  const who = ['-c', 'user.name=a', '-c', 'user.email=a@b', '-c', 'commit.gpgsign=false']
  return execFileSync('git', [...who, ...args], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'ignore'],
  }).toString()
}

it('knows commit, remote and changes, of this folder only', async () => {
  git('init', '--quiet')
  expect(await gitState(folder)).toBeUndefined()
  await mkdir(join(folder, 'recipes'))
  await writeFile(join(folder, 'recipes', 'a.sql'), 'SELECT 1')
  git('add', '.')
  git('commit', '--quiet', '-m', 'a')
  git('remote', 'add', 'origin', 'https://me:secret@example.org/a.git')
  const commit = git('rev-parse', 'HEAD').trim()
  const recipes = join(folder, 'recipes')
  expect(await gitState(recipes)).toEqual({ commit, dirty: false, remote: 'https://example.org/a.git' })
  await writeFile(join(folder, 'elsewhere.txt'), 'x')
  expect(await gitState(recipes)).toMatchObject({ dirty: false })
  await writeFile(join(recipes, 'b.sql'), 'SELECT 2')
  expect(await gitState(recipes)).toMatchObject({ commit, dirty: true })
})

it('runs no program that a repository names', async () => {
  git('init', '--quiet')
  await writeFile(join(folder, 'a.sql'), 'SELECT 1')
  git('add', '.')
  git('commit', '--quiet', '-m', 'a')
  const witness = join(folder, '..', `${folder.split('/').at(-1)}-ran`)
  git('config', 'core.fsmonitor', `touch ${witness}; false`)
  for (const [driver, kind] of [
    ['evil', 'clean'],
    ['Evil.two = x', 'process'],
  ] as const) {
    git('config', `filter.${driver}.${kind}`, `touch ${witness}; cat`)
    git('config', `filter.${driver}.required`, 'true')
  }
  await writeFile(join(folder, '.git', 'info', 'attributes'), '*.sql filter=evil\n')
  await writeFile(join(folder, 'a.sql'), 'SELECT 2')
  expect(await gitState(folder)).toMatchObject({ dirty: true })
  await expect(rm(witness)).rejects.toMatchObject({ code: 'ENOENT' })
})

it('knows where a folder stands in its repository, before the first commit too', async () => {
  const recipes = join(folder, 'recipes of José', 'daily')
  await mkdir(recipes, { recursive: true })
  expect(await folderInRepository(recipes)).toBeUndefined()
  git('init', '--quiet')
  expect(await folderInRepository(recipes)).toBe('recipes of José/daily/')
  expect(await folderInRepository(folder)).toBe('')
})

it('is absent without a repository or folder', async () => {
  expect(await gitState(join(folder, 'nowhere'))).toBeUndefined()
  expect(await gitState(folder)).toBeUndefined()
})

it('never keeps a password', () => {
  expect(withoutCredentials('https://user:token@host/x.git')).toBe('https://host/x.git')
  expect(withoutCredentials('git@host:x.git')).toBe('git@host:x.git')
  expect(withoutCredentials('ssh://me@host:22/x')).toBe('ssh://host:22/x')
})
