// The bill of materials: everything that a package is made of, as CycloneDX. npm writes it for all that is
// installed; here stays what is in the package.

import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { extractFile } from '@electron/asar'
import { root } from '../build/places.mjs'
import { resourcesOf } from './contents.mjs'

/**
 * @typedef {object} Component
 * @property {string} name
 * @property {string} version
 * @property {string} [bom-ref]
 * @property {string} [purl]
 *
 * @typedef {object} Bill
 * @property {Component[]} components
 * @property {{ ref: string, dependsOn?: string[] }[]} dependencies
 * @property {{ component: Component }} metadata
 */

/**
 * The bill of everything that is installed, as npm writes it. Takes seconds.
 *
 * @returns {Bill}
 */
export function billOfAll() {
  const npm = process.env.npm_execpath
  const args = ['sbom', '--sbom-format=cyclonedx', '--sbom-type=application', '--include=dev']
  /** @type {import('node:child_process').SpawnSyncOptionsWithStringEncoding} */
  const options = { cwd: root, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 }
  const { status, stdout, stderr } = npm?.endsWith('.js')
    ? spawnSync(process.execPath, [npm, ...args], options)
    : spawnSync('npm', args, { ...options, shell: process.platform === 'win32' })
  if (status !== 0) throw new Error(`npm cannot list what is installed: ${stderr}`)
  return JSON.parse(stdout)
}

/**
 * Names and versions that the bundler has taken into the program: the headings of the licences that it collected.
 *
 * @param {string} licences
 */
export const bundledModules = (licences) =>
  [...licences.matchAll(/^## (\S+) - (\S+) \(/gm)].map(([, name = '', version = '']) => `${name}@${version}`)

/**
 * The modules in a package, as `name@version`: those that lie in it as they are, and those that are bundled.
 *
 * @param {string} folder of the package @param {string} program @param {readonly import('./contents.mjs').Part[]} ours
 */
export function modulesIn(folder, program, ours) {
  const resources = resourcesOf(folder)
  const archive = join(resources, 'app.asar')
  const whole = ours.flatMap(({ path }) => {
    const [, place, file] =
      /^(app\.asar|app\.asar\.unpacked)\/(node_modules\/(?:@[\w.-]+\/)?[\w.-]+\/package\.json)$/.exec(path) ??
      []
    if (file === undefined) return []
    const text = place === 'app.asar' ? extractFile(archive, file) : readFileSync(join(resources, path))
    const { name, version } = JSON.parse(text.toString('utf8'))
    return [`${name}@${version}`]
  })
  const bundled = ['licenses.md', 'renderer/licenses.md'].flatMap((file) =>
    bundledModules(extractFile(archive, `${program}/${file}`).toString('utf8')),
  )
  return [...new Set([...whole, ...bundled])].sort()
}

/**
 * The bill of a package that holds these modules.
 *
 * @param {Bill} bill of everything that is installed
 * @param {readonly string[]} modules `name@version` @param {string} electronVersion
 * @throws where npm does not know one of them
 */
export function billOf(bill, modules, electronVersion) {
  const wanted = new Set(modules)
  const components = bill.components.filter(({ name, version }) => wanted.has(`${name}@${version}`))
  const known = new Set(components.map(({ name, version }) => `${name}@${version}`))
  const unknown = modules.filter((module) => !known.has(module))
  if (unknown.length > 0) {
    throw new Error(`In the package, but not installed as npm knows it: ${unknown.join(', ')}. Run "npm ci".`)
  }
  const electron = bill.components.find(({ name }) => name === 'electron')
  const purl = `pkg:npm/electron@${electronVersion}`
  const all = [
    ...components,
    { ...electron, name: 'electron', version: electronVersion, 'bom-ref': purl, purl },
  ]
  const there = new Set([bill.metadata.component['bom-ref'], ...all.map((component) => component['bom-ref'])])
  const dependencies = bill.dependencies
    .filter(({ ref }) => there.has(ref))
    .map(({ ref, dependsOn = [] }) => ({ ref, dependsOn: dependsOn.filter((other) => there.has(other)) }))
  return { ...bill, components: all, dependencies }
}
