// The npm package: what is in it, and that its command works where nothing of a checkout is around.

import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ensureBuilt } from '../build/ensure.mjs'
import { root } from '../build/places.mjs'

const run = promisify(execFile)

/** @type {string} */
let folder
/** @type {{ filename: string, size: number, files: { path: string, mode: number }[] }} */
let packed

beforeAll(async () => {
  await ensureBuilt(['node', 'renderer'])
  folder = mkdtempSync(join(tmpdir(), 'firn-npm-'))
  mkdirSync(join(folder, 'place'))
  // Without its scripts: they build from scratch, under the feet of whatever else is tested.
  const { stdout } = await npm(root, 'pack', '--ignore-scripts', '--json', `--pack-destination=${folder}`)
  const answer = JSON.parse(stdout)
  // An array, in newer versions an object by the package's name.
  packed = Array.isArray(answer) ? answer[0] : answer.firn
}, 120_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** @param {string} place @param {string[]} parameters */
const npm = (place, ...parameters) =>
  run('npm', parameters, { cwd: place, maxBuffer: 16 * 1024 * 1024, shell: process.platform === 'win32' })

test('the npm package holds the program, the sample and the licences', () => {
  const expected = [
    /^(package\.json|README\.md|LICENSE|NOTICE)$/,
    /^dist\/(cli|serve)\/main\.js$/,
    /^dist\/core\/(engine|hashing|worker)\.js$/,
    // npm packs the file that `main` names whatever else is asked for; so all of it is there.
    /^dist\/desktop\/(main\.js|preload\.cjs)$/,
    /^dist\/chunks\/[\w-]+\.js$/,
    /^dist\/licenses\.md$/,
    /^dist\/renderer\/(index\.html|start\.js|icon\.svg|licenses\.md)$/,
    /^dist\/renderer\/assets\/[\w.-]+\.(js|css|woff2)$/,
    /^resources\/sample\/(README\.md|(access|constituents|penguins|recipes)\/[\w.-]+)$/,
  ]
  const paths = packed.files.map(({ path }) => path)
  expect(paths.filter((path) => !expected.some((pattern) => pattern.test(path)))).toEqual([])
  expect(expected.filter((pattern) => !paths.some((path) => pattern.test(path)))).toEqual([])
  // 2.5 MB when this was written.
  expect(packed.size).toBeLessThan(4_000_000)
  const program = packed.files.find(({ path }) => path === 'dist/cli/main.js')
  expect((program?.mode ?? 0) & 0o111).toBe(0o111)
  expect(readFileSync(join(root, 'dist/cli/main.js'), 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/)
})

test('installed from its package, the command makes a store and answers from it', async () => {
  const place = join(folder, 'place')
  const modules = join(root, 'node_modules')
  const binding = `@duckdb/node-bindings-${process.platform}-${process.arch}`
  const dependencies = ['@duckdb/node-bindings', binding, 'detect-libc']
  writeFileSync(join(place, 'package.json'), '{"private":true}')
  // Copies of the modules of this checkout, so that it works where no registry is.
  await npm(
    place,
    'install',
    '--offline',
    '--install-links',
    '--no-audit',
    '--no-fund',
    join(folder, packed.filename),
    ...dependencies.map((name) => join(modules, name)),
  )
  /** @param {string[]} command */
  const firn = async (...command) => (await npm(place, 'exec', '--offline', '--', 'firn', ...command)).stdout
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  expect((await firn('--version')).trim()).toBe(version)

  writeFileSync(join(place, 'sales.csv'), 'shop,amount\nNorth,10\nSouth,32\n')
  await firn('init', '--store=store')
  await firn('snapshot', 'sales', 'sales.csv', '--store=store')
  const answer = await firn('sql', 'SELECT sum(amount) AS total FROM sales', '--store=store', '--json')
  // A sum is wider than what JSON's readers take for a number.
  expect(JSON.parse(answer)).toEqual([{ total: expect.toSatisfy((value) => Number(value) === 42) }])
}, 120_000)
