/** Names that Windows reserves for devices, whatever their extension. */
const windowsDevices = /^(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)/
const wellFormed = /^[a-z0-9]([a-z0-9_.-]*[a-z0-9_-])?$/
const versionLike = /^v[0-9]+$/
const dateLike = /^[0-9]{4}-[0-9]{2}(-[0-9]{2})?/
/** What other tools call the newest version: a tag of that name would stay behind and say something else. */
const newestLike = /^(latest|head|newest|tip|v)$/
const hashLike = /^[0-9a-f]{6,64}$/

/** The line that every dataset begins with. It is a branch without having been made. */
export const mainBranch = 'main'

/** Names become folders; 100 leaves room for a path around them on every file system. */
const longestName = 100

/**
 * Says what is wrong with a dataset, tag or branch name, or returns undefined when it may be used on
 * Linux, macOS and Windows alike.
 */
export function nameProblem(name: string): string | undefined {
  if (name === '') return 'a name is missing'
  if (name.length > longestName) return `the name is longer than ${longestName} characters`
  if (!wellFormed.test(name))
    return 'use small letters, digits, ".", "_" and "-", beginning with a letter or digit and not ending with "."'
  if (windowsDevices.test(name)) return `Windows keeps the name "${name}" for a device`
  return undefined
}

/**
 * Says what is wrong with a tag or branch name. They share one namespace and may not look like a version,
 * a date or a hash, so that a reference means one thing.
 */
export function selectorNameProblem(name: string): string | undefined {
  const problem = nameProblem(name)
  if (problem !== undefined) return problem
  if (newestLike.test(name)) return `"${name}" would be taken for the newest version`
  if (versionLike.test(name) || /^[0-9]+$/.test(name)) return `"${name}" looks like a version number`
  if (dateLike.test(name)) {
    // 2026-q1 is a fine tag; 2026-01 and 2026-01-05 are dates.
    return `"${name}" looks like a date`
  }
  if (hashLike.test(name)) return `"${name}" looks like a hash`
  return undefined
}

/** Turns any text (a file's stem, a folder's name) into a usable dataset or table name. */
export function nameFrom(text: string): string {
  const plain = text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9_.-]+/g, '-')
    .replace(/^[^a-z0-9]+/, '')
    .replace(/[^a-z0-9_-]+$/, '')
    .slice(0, longestName)
  const trimmed = plain.replace(/[.-]+$/, '')
  if (trimmed === '') return 'data'
  return windowsDevices.test(trimmed) ? `data-${trimmed}` : trimmed
}

const collator = new Intl.Collator('en', { numeric: true })

/** The order in which people look for names: `daily-2` comes before `daily-10`. */
export function compareNames(a: string, b: string): number {
  return collator.compare(a, b)
}
