// What the look at a package finds. That a package as it is passes, the end-to-end tests show.

import { createPackage } from '@electron/asar'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { billOf, bundledModules, modulesIn } from './bill-of-materials.mjs'
import { contentsOf, faultsOf } from './contents.mjs'
import { fusesThatDiffer, readFuses } from './fuses.mjs'

const binding = 'node_modules/@duckdb/node-bindings-linux-x64'
const inArchive = {
  'package.json': '{"name":"firn","version":"1.0.0"}',
  LICENSE: '',
  'dist/licenses.md': '# Licenses\n\n## zod - 4.6.7 (MIT)\n',
  'dist/desktop/main.js': '',
  'dist/core/engine.js': '',
  'dist/chunks/query-D5ACp7Zb.js': '',
  'dist/renderer/index.html': '',
  'dist/renderer/licenses.md': '## @radix-ui/react-id - 1.1.4 (MIT)\n',
  'dist/renderer/assets/index-C1.js': '',
  'node_modules/@duckdb/node-bindings/package.json': '{"name":"@duckdb/node-bindings","version":"1.5.5-r.5"}',
  'node_modules/@duckdb/node-bindings/duckdb.js': '',
  'node_modules/detect-libc/lib/detect-libc.js': '',
}
const beside = {
  [`app.asar.unpacked/${binding}/duckdb.node`]: '',
  [`app.asar.unpacked/${binding}/libduckdb.so`]: '',
  'sample/README.md': '',
}

/** @type {string} */
let folder
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'firn-package-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

/** @param {string} place @param {Readonly<Record<string, string>>} files */
function write(place, files) {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(place, name)), { recursive: true })
    writeFileSync(join(place, name), text)
  }
}

/** @param {Readonly<Record<string, string>>} archived @param {Readonly<Record<string, string>>} others */
async function look(archived, others) {
  write(join(folder, 'source'), archived)
  write(join(folder, 'package', 'resources'), others)
  await createPackage(join(folder, 'source'), join(folder, 'package', 'resources', 'app.asar'))
  return contentsOf(join(folder, 'package'))
}

test('a package as it should be has no faults', async () => {
  expect(faultsOf(await look(inArchive, beside), 'dist')).toEqual([])
})

test('a file that nobody named is a fault, in the archive and beside it', async () => {
  const contents = await look(
    { ...inArchive, 'dist/cli/main.js': '', 'node_modules/left-pad/index.js': '' },
    { ...beside, 'sample/secret/key.pem': '' },
  )
  expect(faultsOf(contents, 'dist')).toEqual([
    'app.asar/dist/cli/main.js is in the package, and nobody has said that it should be.',
    'app.asar/node_modules/left-pad/index.js is in the package, and nobody has said that it should be.',
    'sample/secret/key.pem is in the package, and nobody has said that it should be.',
  ])
})

test('a library that stayed in the archive is a fault: it could not be loaded', async () => {
  const { 'sample/README.md': readme } = beside
  const contents = await look(
    { ...inArchive, [`${binding}/libduckdb.so`]: '' },
    { 'sample/README.md': readme },
  )
  const faults = faultsOf(contents, 'dist')
  expect(faults).toHaveLength(2)
  expect(faults[0]).toContain(`app.asar/${binding}/libduckdb.so is in the package`)
  expect(faults[1]).toMatch(/^Nothing in the package is .*unpacked/)
})

test('more than the budget is a fault, of ours and of everything', async () => {
  const contents = await look(inArchive, beside)
  const large = { ...contents, bytesOfOurs: 90_100_000, bytesOfAll: 420_100_000 }
  expect(faultsOf(large, 'dist')).toEqual([
    'What is ours takes 90.1 MB; it may take 90.0 MB.',
    'The package takes 420.1 MB; it may take 420.0 MB.',
  ])
})

test('modules are found as they lie there, and by the licences of what was bundled', async () => {
  const { ours } = await look(inArchive, beside)
  expect(modulesIn(join(folder, 'package'), 'dist', ours)).toEqual([
    '@duckdb/node-bindings@1.5.5-r.5',
    '@radix-ui/react-id@1.1.4',
    'zod@4.6.7',
  ])
  expect(bundledModules('no heading - 1.0.0 (MIT)')).toEqual([])
})

/** @param {string} name @param {string} version */
const component = (name, version) => ({ name, version, 'bom-ref': `${name}@${version}` })
const installed = {
  metadata: { component: component('firn', '1.0.0') },
  components: [
    component('binding', '1.5.5'),
    component('libc', '2.1.2'),
    component('vitest', '4.1.0'),
    component('electron', '45.4.1'),
  ],
  dependencies: [
    { ref: 'firn@1.0.0', dependsOn: ['binding@1.5.5', 'vitest@4.1.0'] },
    { ref: 'binding@1.5.5', dependsOn: ['libc@2.1.2'] },
    { ref: 'vitest@4.1.0', dependsOn: ['libc@2.1.2'] },
  ],
}

test('a bill lists what is asked for and Electron, with what depends on what among them', () => {
  const bill = billOf(installed, ['binding@1.5.5', 'libc@2.1.2'], '22.3.25')
  expect(bill.components.map(({ name, version }) => `${name}@${version}`)).toEqual([
    'binding@1.5.5',
    'libc@2.1.2',
    'electron@22.3.25',
  ])
  expect(bill.dependencies).toEqual([
    { ref: 'firn@1.0.0', dependsOn: ['binding@1.5.5'] },
    { ref: 'binding@1.5.5', dependsOn: ['libc@2.1.2'] },
  ])
})

test('a module that npm does not know is refused', () => {
  expect(() => billOf(installed, ['left-pad@0.0.0'], '45.4.1')).toThrow('left-pad@0.0.0')
})

test('fuses are read from the file, and each that differs is told', async () => {
  const program = join(folder, 'program')
  // The marker that Electron's binaries carry, the wire's version, its length, and a digit for each fuse.
  writeFileSync(program, 'before dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX\x01\x070101r10 after')
  const fuses = await readFuses(program)
  expect(fuses).toEqual({
    runAsNode: false,
    enableCookieEncryption: true,
    enableNodeOptionsEnvironmentVariable: false,
    enableNodeCliInspectArguments: true,
    onlyLoadAppFromAsar: true,
    loadBrowserProcessSpecificV8Snapshot: false,
  })
  const wanted = {
    runAsNode: false,
    enableNodeCliInspectArguments: false,
    grantFileProtocolExtraPrivileges: false,
  }
  expect(fusesThatDiffer(fuses, wanted)).toEqual([
    'The fuse enableNodeCliInspectArguments is true; it should be false.',
    'The fuse grantFileProtocolExtraPrivileges is not there; it should be false.',
  ])
})
