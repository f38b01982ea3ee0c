import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const commandLine = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url))

/** Folders of one test: nothing in them is shared, and they are gone afterwards. */
export interface TestStore {
  /** Where the store is, or will be. */
  readonly path: string
  readonly stateFolder: string
  /** The folder that the window may read; put files here. */
  readonly files: string
  /** Runs a command of the command line on the store; answers what it prints with `--json`. */
  firn(...command: readonly string[]): Promise<unknown>
  remove(): Promise<void>
}

/** Folders with a copy of `template` as their store; without one there is no store yet. */
export async function makeStore(template?: string): Promise<TestStore> {
  const folder = await mkdtemp(join(tmpdir(), 'firn-e2e-'))
  const path = join(folder, 'store')
  const stateFolder = join(folder, 'state')
  const files = join(folder, 'files')
  await mkdir(stateFolder)
  await mkdir(files)
  if (template !== undefined) await cp(template, path, { recursive: true })
  const store: TestStore = {
    path,
    stateFolder,
    files,
    async firn(name = '', ...words) {
      const text = await run([name, '--store', path, '--json', ...words], files, stateFolder)
      return text === '' ? undefined : JSON.parse(text)
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  }
  return store
}

function run(command: readonly string[], folder: string, stateFolder: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const options = {
      cwd: folder,
      env: { ...process.env, FIRN_STATE: stateFolder },
      maxBuffer: 64 * 1024 * 1024,
    }
    execFile(process.execPath, [commandLine, ...command], options, (error, stdout, stderr) => {
      if (error === null) resolve(stdout)
      else reject(new Error(`firn ${command.join(' ')}: ${stderr.trim() || error.message}`))
    })
  })
}
