// npm run layers: who may import whom. The rules are in .dependency-cruiser.mjs.

import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const depcruise = join(root, 'node_modules', 'dependency-cruiser', 'bin', 'dependency-cruise.mjs')

let failed = false
for (const rules of ['.dependency-cruiser.mjs', '.dependency-cruiser.bundle.mjs']) {
  const check = spawnSync(process.execPath, [depcruise, '--config', rules, '.'], {
    cwd: root,
    stdio: 'inherit',
  })
  failed ||= check.status !== 0
}
if (failed) process.exit(1)
