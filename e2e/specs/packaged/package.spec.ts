import { readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test as base } from '@playwright/test'
import { needs } from '../../../electron/core/testing/requirements.ts'
import { modulesIn } from '../../../scripts/package/bill-of-materials.mjs'
import { isOld } from '../../../scripts/package/configuration.mjs'
import { contentsOf, faultsOf } from '../../../scripts/package/contents.mjs'
import { programIn, readFuses } from '../../../scripts/package/fuses.mjs'
import { openDisplay } from '../../harness/display.mjs'
import { install, type Installed, makePackage, type TestPackage } from '../../harness/packaged.ts'
import { Query } from '../../pages/query.ts'

interface Fixtures {
  installed: Installed
}
interface WorkerFixtures {
  made: TestPackage
}

const test = base.extend<Fixtures, WorkerFixtures>({
  made: [
    // oxlint-disable-next-line no-empty-pattern -- Playwright reads the pattern to know what is needed
    async ({}, use) => {
      await use(await makePackage())
    },
    { scope: 'worker', timeout: 180_000 },
  ],
  installed: async ({ made }, use) => {
    const display = await openDisplay()
    const installed = await install(made, display?.name)
    await use(installed)
    await installed.remove()
    display?.close()
  },
})

test.beforeEach(() => needs(test, 'linux', 'test-electron'))

test('a package holds what it should and nothing else', ({ made }) => {
  const { folder, printed } = made
  const contents = contentsOf(folder)
  expect(faultsOf(contents, programOf(made))).toEqual([])
  expect(printed).toContain('libduckdb.so')
  const unpacked = contents.ours.map(({ path }) => path).filter((path) => path.includes('.unpacked/'))
  expect(unpacked.map((path) => path.split('/').slice(1, 4).join('/')).filter(isNew)).toEqual([
    'node_modules/@duckdb/node-bindings-linux-x64',
  ])
})

test('every module of a package is in its bill of materials', async ({ made }) => {
  const { folder } = made
  const bill = JSON.parse(await readFile(`${folder}.cdx.json`, 'utf8')) as {
    bomFormat: string
    components: { name: string; version: string; licenses?: object[] }[]
  }
  expect(bill.bomFormat).toBe('CycloneDX')
  const listed = bill.components.map(({ name, version }) => `${name}@${version}`)
  const modules = modulesIn(folder, programOf(made), contentsOf(folder).ours)
  expect(listed.filter((name) => !name.startsWith('electron@')).toSorted()).toEqual(modules)
  expect(modules.map((name) => name.replace(/@[^@]+$/, ''))).toEqual(
    expect.arrayContaining([
      '@duckdb/node-api',
      '@duckdb/node-bindings-linux-x64',
      'react',
      'zod',
      'apache-arrow',
    ]),
  )
  expect(bill.components.filter(({ licenses = [] }) => licenses.length === 0)).toEqual([])
})

test('the fuses of a package are as they should be', async ({ made: { folder, electron } }) => {
  expect(await readFuses(programIn(folder))).toEqual({
    runAsNode: false,
    enableNodeOptionsEnvironmentVariable: false,
    enableNodeCliInspectArguments: false,
    enableEmbeddedAsarIntegrityValidation: true,
    onlyLoadAppFromAsar: true,
    enableCookieEncryption: false,
    loadBrowserProcessSpecificV8Snapshot: false,
    ...(isOld(electron) ? {} : { grantFileProtocolExtraPrivileges: false }),
  })
})

test('a package works for an ordinary person with an empty home, and again the next time', async ({
  installed,
}) => {
  const first = await installed.start()
  await test.step('the window opens, sandboxed', async () => {
    await expect(first.page).toHaveTitle(/Firn/)
    const { command, status } = await first.renderer()
    expect(command).not.toContain('--no-sandbox')
    // 2: system calls are filtered.
    expect(status).toMatch(/^Seccomp:\s*2$/m)
    expect(status).not.toMatch(/^Uid:\s*0\b/m)
  })
  await test.step('the sample store answers a query', async () => {
    const { page } = first
    await page.getByRole('button', { name: 'Open the sample store' }).click()
    const datasets = page.getByRole('navigation', { name: 'Datasets' })
    await expect(datasets.getByRole('button', { name: 'penguin-species' })).toBeVisible({ timeout: 60_000 })
    const query = new Query(first.app)
    await query.shell.newQuery()
    await query.run('SELECT count(*) AS companies FROM "constituents@v6"')
    expect(await query.result.column('companies')).toEqual(['503'])
    expect(await first.problems.found()).toEqual([])
  })
  expect(await first.close(), first.log()).toBe(0)

  const second = await installed.start()
  await expect(
    second.page.getByRole('navigation', { name: 'Datasets' }).getByRole('button', { name: 'penguins' }),
  ).toBeVisible({ timeout: 30_000 })
  expect(await second.close(), second.log()).toBe(0)
})

test('nobody from outside gets a package to run code of theirs', async ({ installed }) => {
  const code = join(installed.home, 'foreign.cjs')
  const proof = join(installed.home, 'proof')
  await writeFile(code, `require('node:fs').writeFileSync(${JSON.stringify(proof)}, 'it ran')`)
  const running = await installed.start({
    parameters: ['--inspect=0', `--require=${code}`],
    env: { NODE_OPTIONS: `--require=${code}`, ELECTRON_RUN_AS_NODE: '1' },
  })
  await expect(running.page).toHaveTitle(/Firn/)
  // The engine and its workers are processes of their own, which would have heard of these options, too.
  await expect(running.page.getByRole('button', { name: 'Open the sample store' })).toBeVisible()
  expect(await running.close(), running.log()).toBe(0)
  expect(running.log()).not.toContain('Debugger listening')
  await expect(stat(proof)).rejects.toThrow('ENOENT')
})

/** An old Electron is given a build of its own. */
const programOf = ({ electron }: TestPackage): string => (isOld(electron) ? 'dist22' : 'dist')

const isNew = <Item>(item: Item, position: number, all: readonly Item[]): boolean =>
  all.indexOf(item) === position
