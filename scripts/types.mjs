// Type-checks every project. Each one knows only what exists where its files run (see the tsconfig files),
// so `process` in shared/ or `document` in electron/ is a compile error.

import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const compiler = join(root, 'node_modules', 'typescript-7', 'bin', 'tsc')

const projects = [
  { config: 'shared/tsconfig.json', holds: 'shared/contract' },
  { config: 'electron/tsconfig.json', holds: 'electron/core' },
  { config: 'electron/desktop/tsconfig.preload.json', holds: 'electron/desktop/preload.ts' },
  { config: 'renderer/tsconfig.json', holds: 'renderer/main.tsx' },
  { config: 'tsconfig.json', holds: 'scripts' },
].filter(({ holds }) => existsSync(join(root, holds)))

/** @param {string} project */
const check = (project) =>
  new Promise((resolve) => {
    const tsc = spawn(process.execPath, [compiler, '--project', project], { cwd: root, stdio: 'inherit' })
    tsc.on('close', (code) => resolve(code === 0))
  })

let failed = 0
for (const { config } of projects) if (!(await check(config))) failed += 1
if (failed > 0) {
  console.error(`types: ${failed} of ${projects.length} projects have errors`)
  process.exit(1)
}
