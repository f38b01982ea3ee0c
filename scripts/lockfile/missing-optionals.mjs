/**
 * @typedef {{ optionalDependencies?: Record<string, string>, dev?: boolean }} LockedPackage
 * @typedef {object} Missing
 * @property {string} at where the entry belongs in the lockfile
 * @property {string} name
 * @property {string} version
 * @property {boolean} dev
 */

/**
 * The optional packages that a lockfile names without describing them. Only exact versions are meant: a
 * package for one platform is always pinned by the package that loads it.
 *
 * @param {Record<string, LockedPackage>} packages the `packages` of a package-lock.json
 * @returns {Missing[]}
 */
export function missingOptionals(packages) {
  /** @type {Missing[]} */
  const missing = []
  for (const [at, { optionalDependencies = {}, dev = false }] of Object.entries(packages)) {
    for (const [name, version] of Object.entries(optionalDependencies)) {
      if (!/^\d/.test(version) || foldersAbove(at).some((folder) => `${folder}${name}` in packages)) continue
      missing.push({ at: `node_modules/${name}`, name, version, dev })
    }
  }
  return missing
}

/**
 * Where Node looks for a package that is required at this place, nearest first.
 *
 * @param {string} at
 */
function foldersAbove(at) {
  const nested = at.split('/node_modules/')
  const folders = nested.map(
    (_, depth) => `${nested.slice(0, nested.length - depth).join('/node_modules/')}/node_modules/`,
  )
  return at === '' ? ['node_modules/'] : [...folders, 'node_modules/']
}
