import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { needs } from '../core/testing/requirements.ts'
import { mountSmallDisk } from '../core/testing/small-disk.ts'
import { openDesktopState } from './desktop-state.ts'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'firn-state-'))
})
afterEach(() => rm(folder, { recursive: true }))

const nothing = { theme: 'system', zoom: 0, windows: [], places: {} }

test('what was changed is there at the next start', async () => {
  const state = await openDesktopState(folder)
  expect(state.saved).toEqual(nothing)
  const places = { '1440x900+0+0': { x: 10, y: 20, width: 900, height: 700, filling: 'maximized' as const } }
  state.change({ theme: 'dark' })
  state.change({ zoom: 1, windows: [{ store: '/data/store', places }] })
  await state.settled()
  const next = await openDesktopState(folder)
  expect(next.saved).toEqual({
    ...nothing,
    theme: 'dark',
    zoom: 1,
    windows: [{ store: '/data/store', places }],
  })
})

test('a damaged part costs that part only, a damaged file all of it, and neither the start', async () => {
  const file = join(folder, 'desktop.json')
  await writeFile(file, JSON.stringify({ theme: 'dark', zoom: 400, windows: [{ store: 7 }] }))
  expect((await openDesktopState(folder)).saved).toEqual({ ...nothing, theme: 'dark' })
  for (const text of ['{"theme": "dark"', '[]', 'null', '']) {
    await writeFile(file, text)
    const state = await openDesktopState(folder)
    expect(state.saved, text).toEqual(nothing)
    const problems: string[] = []
    state.onProblem((problem) => problems.push(problem))
    expect(problems).toEqual([expect.stringContaining(`kept in ${file}.damaged`)])
    expect(await readFile(`${file}.damaged`, 'utf8')).toBe(text)
    state.change({ theme: 'light' })
    await state.settled()
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ theme: 'light' })
  }
})

test('a full disk keeps what was written before, is said once, and leaves nothing half written', async (context) => {
  needs(context, 'linux', 'tmpfs')
  const disk = await mountSmallDisk(join(folder, 'disk'), 1)
  try {
    const state = await openDesktopState(disk.path)
    const problems: string[] = []
    state.onProblem((problem) => problems.push(problem))
    state.change({ theme: 'dark' })
    await state.settled()
    const before = await readFile(join(disk.path, 'desktop.json'), 'utf8')
    await disk.fill()
    for (const zoom of [1, 2]) {
      state.change({ zoom })
      await state.settled()
    }
    expect(problems).toEqual([expect.stringContaining('the disk is full')])
    expect(await readFile(join(disk.path, 'desktop.json'), 'utf8')).toBe(before)
    expect((await readdir(disk.path)).sort()).toEqual(['ballast', 'desktop.json'])
    await disk.clear()
    state.change({ zoom: 3 })
    await state.settled()
    expect((await openDesktopState(disk.path)).saved).toMatchObject({ theme: 'dark', zoom: 3 })
  } finally {
    disk.unmount()
  }
})
