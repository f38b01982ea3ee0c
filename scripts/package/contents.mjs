// What a package holds, and whether it is what it should be: a file that nobody meant to give away fails the
// build, and so does one that is missing.

import { existsSync, readdirSync, statSync } from 'node:fs'
import { join, relative } from 'node:path'
import { listPackage, statFile } from '@electron/asar'

/**
 * @typedef {object} Part
 * @property {string} path with slashes; in the archive below `app.asar/`
 * @property {number} bytes
 */

/**
 * How large a package may be, in bytes. What is ours took 80 MB when this was written, 71 of them the database's
 * library; all of it, with the Electron of the tests, 290. One for both kinds of Mac holds two of everything
 * that is compiled.
 *
 * @param {readonly Part[]} ours
 */
export function budgetFor(ours) {
  const libraries = ours.filter(({ path }) => path.endsWith('/duckdb.node')).length
  const halves = Math.max(1, libraries)
  return { ours: 15_000_000 + 75_000_000 * halves, all: 420_000_000 * halves }
}

/**
 * Files that a package must hold, and may: each pattern has to match.
 *
 * @param {string} program folder in the archive that holds what was built
 */
export const expected = (program) =>
  [
    'app\\.asar/package\\.json',
    'app\\.asar/(LICENSE|NOTICE)',
    `app\\.asar/${program}/licenses\\.md`,
    `app\\.asar/${program}/desktop/(main\\.js|preload\\.cjs)`,
    `app\\.asar/${program}/core/(engine|hashing|worker)\\.js`,
    // The build for old Electrons makes one file of each process, and says in a file of its own what they are.
    program === 'dist' ? 'app\\.asar/dist/chunks/[\\w-]+\\.js' : `app\\.asar/${program}/package\\.json`,
    `app\\.asar/${program}/renderer/(index\\.html|start\\.js|icon\\.svg|licenses\\.md)`,
    `app\\.asar/${program}/renderer/assets/[\\w.-]+\\.(js|css|woff2)`,
    'app\\.asar/node_modules/@duckdb/node-bindings/(package\\.json|LICENSE|duckdb\\.js)',
    'app\\.asar/node_modules/detect-libc/(package\\.json|LICENSE|lib/[\\w-]+\\.js)',
    'app\\.asar\\.unpacked/node_modules/@duckdb/node-bindings-[\\w-]+/(package\\.json|LICENSE|duckdb\\.node|(lib)?duckdb\\.(so|dylib|dll))',
    'sample/(README\\.md|(access|constituents|penguins|recipes)/[\\w.-]+)',
  ].map((pattern) => new RegExp(`^${pattern}$`))

/** What Electron and electron-builder put beside. */
const ofElectron = /^(electron\.icns|[\w-]+\.lproj\/.*|app-update\.yml|elevate\.exe|firn\.icns|icon\.icns)$/

/** @param {string} folder @returns {Part[]} */
const filesBelow = (folder) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => {
      const path = join(entry.parentPath, entry.name)
      return { path: relative(folder, path).replaceAll('\\', '/'), bytes: statSync(path).size }
    })

/** @param {string} archive @returns {Part[]} */
function filesInArchive(archive) {
  return listPackage(archive, { isPack: false }).flatMap((name) => {
    const path = name.replaceAll('\\', '/').replace(/^\//, '')
    const found = statFile(archive, path)
    // What is unpacked lies beside the archive, and is listed there.
    if ('files' in found || !('size' in found) || found.unpacked) return []
    return [{ path: `app.asar/${path}`, bytes: found.size }]
  })
}

/**
 * The folder of an unpacked package that holds what is ours.
 *
 * @param {string} folder of the package
 */
export function resourcesOf(folder) {
  const bundle = readdirSync(folder).find((name) => name.endsWith('.app'))
  return bundle === undefined ? join(folder, 'resources') : join(folder, bundle, 'Contents', 'Resources')
}

/**
 * Lists an unpacked package: ours file by file, the archive's inside included, and the size of everything.
 *
 * @param {string} folder
 */
export function contentsOf(folder) {
  const resources = resourcesOf(folder)
  const archive = join(resources, 'app.asar')
  if (!existsSync(archive)) throw new Error(`${folder} holds no package: there is no ${archive}.`)
  const beside = filesBelow(resources).filter(({ path }) => path !== 'app.asar' && !ofElectron.test(path))
  const ours = [...filesInArchive(archive), ...beside]
  /** @param {readonly Part[]} parts */
  const sum = (parts) => parts.reduce((total, { bytes }) => total + bytes, 0)
  return { ours, bytesOfOurs: sum(ours), bytesOfAll: sum(filesBelow(folder)) }
}

/**
 * What is wrong with a package, in sentences; nothing when it is as it should be.
 *
 * @param {ReturnType<typeof contentsOf>} contents @param {string} program
 */
export function faultsOf({ ours, bytesOfOurs, bytesOfAll }, program) {
  const patterns = expected(program)
  const strange = ours.filter(({ path }) => !patterns.some((pattern) => pattern.test(path)))
  const missing = patterns.filter((pattern) => !ours.some(({ path }) => pattern.test(path)))
  const budget = budgetFor(ours)
  /** @param {string} what @param {number} bytes @param {number} most */
  const tooLarge = (what, bytes, most) =>
    bytes > most ? [`${what} takes ${megabytes(bytes)}; it may take ${megabytes(most)}.`] : []
  return [
    ...strange.map(({ path }) => `${path} is in the package, and nobody has said that it should be.`),
    ...missing.map(({ source }) => `Nothing in the package is ${source}.`),
    ...tooLarge('What is ours', bytesOfOurs, budget.ours),
    ...tooLarge('The package', bytesOfAll, budget.all),
  ]
}

/**
 * The largest parts of a package, as lines.
 *
 * @param {readonly Part[]} parts @param {number} count
 */
export const largest = (parts, count) =>
  parts
    .toSorted((a, b) => b.bytes - a.bytes)
    .slice(0, count)
    .map(({ path, bytes }) => `${megabytes(bytes).padStart(9)}  ${path}`)

/** @param {number} bytes */
export const megabytes = (bytes) => `${(bytes / 1e6).toFixed(1)} MB`
