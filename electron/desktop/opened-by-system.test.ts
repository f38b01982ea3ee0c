import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readCommandLine, storesAndData } from './opened-by-system.ts'

const installed = { cwd: '/work', appPath: '/opt/firn/resources/app.asar', isPackaged: true }
const checkout = { cwd: '/work', appPath: '/work/firn', isPackaged: false }

test('an installed program is started with options and paths', () => {
  expect(
    readCommandLine(['/opt/firn/firn', '--no-sandbox', 'a.csv', '/data/store'], installed).paths,
  ).toEqual(['/work/a.csv', '/data/store'])
  expect(readCommandLine(['/opt/firn/firn'], installed).paths).toEqual([])
})

test('a file that is named by an address is the file', () => {
  expect(readCommandLine(['firn', 'file:///data/two%20words.csv'], installed).paths).toEqual([
    '/data/two words.csv',
  ])
  expect(readCommandLine(['firn', 'file://elsewhere/a.csv'], installed).paths).toEqual([
    '/work/file:/elsewhere/a.csv',
  ])
})

test('what is named as a store is not taken for data, whatever lies there', async () => {
  const opened = readCommandLine(['firn', '--store=stores/mine', 'a.csv'], installed)
  expect(opened).toEqual({ stores: ['/work/stores/mine'], paths: ['/work/a.csv'] })
  expect(await storesAndData(opened)).toEqual({ stores: ['/work/stores/mine'], data: ['/work/a.csv'] })
})

test('from a checkout the folder of the program is no data, and neither is what Electron loads before', () => {
  const started = ['electron', '-r', 'loader.js', '--inspect=0', 'firn', '--store=/s', 'a.csv']
  expect(readCommandLine(started, checkout)).toEqual({ stores: ['/s'], paths: ['/work/a.csv'] })
  // Named a second time it is meant.
  expect(readCommandLine(['electron', '/work/firn', '/work/firn'], checkout).paths).toEqual(['/work/firn'])
})

test('stores are told from data by what lies in them', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'firn-opened-'))
  try {
    const store = join(folder, 'mine.firn')
    await mkdir(store)
    await writeFile(join(store, 'firn.json'), '{}')
    await mkdir(join(folder, 'plain'))
    const found = await storesAndData({
      paths: [`${store}/`, join(store, 'firn.json'), join(folder, 'plain'), join(folder, 'missing.csv')],
    })
    expect(found).toEqual({
      stores: [store, store],
      data: [join(folder, 'plain'), join(folder, 'missing.csv')],
    })
  } finally {
    await rm(folder, { recursive: true })
  }
})
