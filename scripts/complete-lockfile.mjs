// npm run lockfile [-- --check]
//
// npm leaves optional packages of other platforms out of package-lock.json when the registry at hand does not
// carry them, without a word, and `npm ci` then refuses the file. This adds what is missing: the version from
// the package that names it, the platform from the name. (No checksum: that registry has none to give.)

import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { missingOptionals } from './lockfile/missing-optionals.mjs'
import { platformOf } from './lockfile/platform-of.mjs'

const path = fileURLToPath(new URL('../package-lock.json', import.meta.url))
const lock = JSON.parse(readFileSync(path, 'utf8'))
const missing = missingOptionals(lock.packages)

if (missing.length === 0) {
  console.log('package-lock.json is complete')
  process.exit(0)
}

if (process.argv.includes('--check')) {
  console.error(`package-lock.json lacks ${missing.length} optional packages of other platforms:`)
  for (const { name, version } of missing) console.error(`  ${name}@${version}`)
  console.error('Run `npm run lockfile` and commit the file.')
  process.exit(1)
}

for (const { at, name, version, dev } of missing) {
  const { os, cpu, libc } = platformOf(name)
  lock.packages[at] = {
    version,
    ...(cpu && { cpu }),
    ...(dev && { dev }),
    ...(libc && { libc }),
    optional: true,
    ...(os && { os }),
  }
  console.log(`added ${name}@${version}`)
}

lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => a.localeCompare(b, 'en')))
writeFileSync(path, `${JSON.stringify(lock, null, 2)}\n`)
