// electron-builder.yml, with what only a run can know.

import { cpSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { readStamp } from '../build/freshness.mjs'
import { partNames } from '../build/parts.mjs'
import { root, workshop } from '../build/places.mjs'

/**
 * @typedef {import('electron-builder').Configuration} Configuration
 * @typedef {object} Plan
 * @property {string} file the configuration to build with
 * @property {Configuration} configuration the same, parsed
 * @property {string} output folder of the packages
 * @property {string} program folder in the archive that holds what was built
 * @property {string} electronVersion
 */

/** @param {string} path */
const readJson = (path) => JSON.parse(readFileSync(join(root, path), 'utf8'))

/** What the build before has left in dist/ for programs that still run. */
const leftovers = () =>
  partNames.flatMap((part) => readStamp(part)?.previous ?? []).map((file) => `!dist/${file}`)

/** @returns {Configuration} */
const written = () => parse(readFileSync(join(root, 'electron-builder.yml'), 'utf8'))

/**
 * @param {Configuration} configuration @param {string} scratch
 */
function write(configuration, scratch) {
  const file = join(scratch, 'electron-builder.json')
  writeFileSync(file, JSON.stringify(configuration, null, 1))
  return file
}

/** A folder for the time of a run; the caller removes it. */
export function makeScratch() {
  mkdirSync(workshop, { recursive: true })
  return mkdtempSync(join(workshop, 'package-'))
}

/**
 * The packages as they are given away.
 *
 * @param {string} scratch
 * @returns {Plan}
 */
export function planOfRelease(scratch) {
  const base = written()
  const configuration = { ...base, files: [...asList(base.files), ...leftovers()] }
  const { version } = readJson('node_modules/electron/package.json')
  return {
    file: write(configuration, scratch),
    configuration,
    output: join(root, 'release'),
    program: 'dist',
    electronVersion: version,
  }
}

/**
 * A package around an Electron that lies on this disk, for the tests. An old one gets the build for old ones.
 *
 * @param {string} scratch @param {string} electron its folder
 * @returns {Promise<Plan>}
 */
export async function planOfTest(scratch, electron) {
  const electronVersion = readFileSync(join(electron, 'version'), 'utf8').trim().replace(/^v/, '')
  // electron-builder takes `default_app.asar` for an archive; in a folder put together by hand it may be none.
  const electronDist = join(scratch, 'electron')
  cpSync(electron, electronDist, {
    recursive: true,
    filter: (source) => !source.includes('default_app.asar'),
  })
  const { configuration: base, program } = await programFor(electronVersion)
  const configuration = {
    ...base,
    electronDist,
    electronVersion,
    directories: { ...base.directories, output: 'release22' },
  }
  return {
    file: write(configuration, scratch),
    configuration,
    output: join(root, 'release22'),
    program,
    electronVersion,
  }
}

/**
 * @param {string} electronVersion
 * @returns {Promise<{ configuration: Configuration, program: string }>}
 */
async function programFor(electronVersion) {
  const configuration = written()
  const files = asList(configuration.files)
  if (!isOld(electronVersion))
    return { configuration: { ...configuration, files: [...files, ...leftovers()] }, program: 'dist' }
  const { buildForElectron22 } = await import('../../e2e/electron-22/build.mjs')
  await buildForElectron22()
  // It has not got this fuse yet.
  const { grantFileProtocolExtraPrivileges: _, ...electronFuses } = configuration.electronFuses ?? {}
  return {
    configuration: {
      ...configuration,
      electronFuses,
      extraMetadata: { ...configuration.extraMetadata, main: 'dist22/desktop/main.js', type: 'commonjs' },
      files: files.map((pattern) =>
        typeof pattern === 'string' ? pattern.replace('dist/', 'dist22/') : pattern,
      ),
    },
    program: 'dist22',
  }
}

/**
 * Whether an Electron needs the build for old ones.
 *
 * @param {string} version
 */
export const isOld = (version) => Number(version.split('.')[0]) < 30

/** @template Item @param {Item | readonly Item[] | null | undefined} value @returns {Item[]} */
const asList = (value) =>
  value === null || value === undefined ? [] : /** @type {Item[]} */ (Array.isArray(value) ? value : [value])
