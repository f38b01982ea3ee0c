import { spawn } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openScratchFolder } from './scratch-folders.ts'

let root: string
beforeEach(async () => {
  root = join(await mkdtemp(join(tmpdir(), 'firn-scratch-')), 'scratch')
})
afterEach(() => rm(join(root, '..'), { recursive: true, force: true }))

/** What an engine of another process leaves; `change` what is known of it. */
async function left(name: string, change: object): Promise<string> {
  const own = JSON.parse(await readFile(join(await openScratchFolder(root), 'owner.json'), 'utf8')) as object
  await mkdir(join(root, name, 'interactive-x'), { recursive: true })
  await writeFile(join(root, name, 'interactive-x', 'spill'), 'rows')
  await writeFile(join(root, name, 'owner.json'), JSON.stringify({ ...own, ...change }))
  return name
}

test('folders of engines that were killed are removed at the next start, those of living ones stay', async () => {
  const child = spawn(process.execPath, ['-e', ''], { stdio: 'ignore' })
  await new Promise((resolve) => child.once('exit', resolve))
  await left('killed', { pid: child.pid })
  // The number of a process is used again: this one is another than that which made the folder.
  await left('reused', { started: '1' })
  await left('elsewhere', { pid: child.pid, host: 'another-machine' })
  await left('alive', {})
  await mkdir(join(root, 'young'))
  await mkdir(join(root, 'old'))
  const before = new Date(Date.now() - 25 * 60 * 60 * 1000)
  await utimes(join(root, 'old'), before, before)
  const own = await openScratchFolder(root)
  const names = await readdir(root)
  expect(names).toEqual(expect.arrayContaining([basename(own), 'alive', 'elsewhere', 'young']))
  expect(names).not.toContain('killed')
  expect(names).not.toContain('old')
  if (process.platform === 'linux') expect(names).not.toContain('reused')
})
