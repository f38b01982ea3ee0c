import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'
import { needs } from '../../../electron/core/testing/requirements.ts'
import { codeFromText } from '../../attempts/code.ts'
import { hearRefusals, waysOut } from '../../attempts/leaving.ts'
import { newWindows } from '../../attempts/new-windows.ts'
import { otherOrigins } from '../../attempts/other-origins.ts'
import { outgoing } from '../../attempts/outgoing.ts'
import { openOutside } from '../../attempts/outside.ts'
import { permissions } from '../../attempts/permissions.ts'
import { ownScheme } from '../../attempts/own-scheme.ts'
import { sendAsStrangers, sendForged } from '../../attempts/strangers.ts'
import { tamper } from '../../attempts/tampering.ts'
import { tryInPage } from '../../attempts/try-in-page.ts'
import { type App, callFromPage } from '../../harness/app.ts'
import { openOn } from '../../harness/open.ts'
import { makeStore } from '../../harness/store.ts'
import { expect, test as base } from '../../harness/test.ts'

/*
 * The twenty items of Electron's security checklist (electronjs.org/docs/latest/tutorial/security), in its order.
 * Each is attempted from inside the page, as if somebody else's code ran there; where a setting can only be read,
 * the name of the test says so. One window is enough for all, since no attempt may change it.
 */

const test = base.extend<object, { desktop: App }>({
  desktop: [
    async ({ machine, emptyStore }, use) => {
      const store = await makeStore(emptyStore)
      const opened = await openOn('desktop', machine, null, store, true)
      await use(opened.app)
      await opened.close()
      await store.remove()
    },
    { scope: 'worker', timeout: 120_000 },
  ],
})

const checkout = fileURLToPath(new URL('../../..', import.meta.url))

test.beforeEach(() => needs(test, 'test-electron'))

test.afterEach('the window shows the same page, alone, and its engine answers', async ({ desktop }) => {
  expect(desktop.page.url()).toBe('app://firn/')
  expect(desktop.electron?.windows()).toHaveLength(1)
  expect(await desktop.call('application.info', {})).toMatchObject({ host: 'desktop' })
})

test('1 only secure content is loaded: nothing gets into the page or out of it', async ({ desktop }) => {
  const outside = await openOutside()
  const { host, packetHost } = outside
  const outcomes = await tryInPage(desktop.page, outgoing, { host, packetHost })
  const done = Object.entries(outcomes).filter(([, outcome]) => !outcome.endsWith('Error'))
  expect(Object.fromEntries(done)).toEqual({
    beacon: 'did: true',
    icon: 'did: undefined',
    manifest: 'did: undefined',
    connect: 'did: undefined',
    'look up': 'did: undefined',
    'call by packets': 'did: 0',
    'call by a connection': 'did: 0',
  })
  expect(outside.heard()).toEqual({ connections: 0, packets: 0 })
  await outside.knock()
  expect(outside.heard()).toEqual({ connections: 1, packets: 1 })
  outside.close()
  // Its dictionaries would be fetched.
  const checksSpelling = await desktop.electron?.evaluate(({ session }) =>
    session.defaultSession.isSpellCheckerEnabled(),
  )
  expect(checksSpelling).toBe(false)
})
test('2 neither the page nor a frame in it has Node', async ({ desktop }) => {
  const found = await desktop.page.evaluate(() => {
    const names = ['require', 'process', 'module', 'exports', 'Buffer', 'global', '__dirname', 'setImmediate']
    const frame = document.body.appendChild(document.createElement('iframe'))
    const inside = frame.contentWindow
    const here = names.filter((name) => name in window)
    const there = [...names, 'firn'].filter((name) => inside !== null && name in inside)
    frame.remove()
    return { here, there }
  })
  expect(found).toEqual({ here: [], there: [] })
})

test('3 the context of the preload is isolated: what the page does to its own objects reaches nothing', async ({
  desktop,
}) => {
  const found = await desktop.page.evaluate(tamper)
  expect(found).toEqual({ touched: [], frozen: true, own: true })
})

test('4 the system confines the process of the page', async ({ desktop }) => {
  needs(test, 'linux', 'no-root')
  const { window } = await desktop.processes()
  const status = await readFile(`/proc/${window}/status`, 'utf8')
  expect(status).toMatch(/^Seccomp:\s+2$/m)
  // Known by more than one number: it lives in a namespace of its own.
  expect(status).toMatch(/^NSpid:\s+\d+\s+\d+/m)
})

test('4 the page is made with a sandbox (only the setting can be read here)', async ({ desktop }) => {
  expect(await preferences(desktop)).toMatchObject({
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
  })
})

test('5 every permission is refused', async ({ desktop }) => {
  const { page } = desktop
  const outcomes = tryInPage(page, permissions, undefined)
  // Much of it may be asked for on a click only.
  await page.mouse.click(700, 500)
  const refused = /^(\w*Error|did: (denied|false|prompt|undefined|))$/
  const granted = Object.entries(await outcomes).filter(([, outcome]) => !refused.test(outcome))
  expect(granted).toEqual([])
  expect(await page.evaluate(() => [document.fullscreenElement, document.pointerLockElement])).toEqual([
    null,
    null,
  ])
})

test('6 webSecurity is on: nothing of another origin can be read', async ({ desktop }) => {
  const outcomes = await tryInPage(desktop.page, otherOrigins, undefined)
  const refused = /^(TypeError|SecurityError|did: (undefined|null|))$/
  expect(Object.entries(outcomes).filter(([, outcome]) => !refused.test(outcome))).toEqual([])
  expect(await preferences(desktop)).toMatchObject({ webSecurity: true })
})

test('7 the policy of the page lets no text become code', async ({ desktop }) => {
  const { page } = desktop
  const outcomes = await tryInPage(page, codeFromText, undefined)
  expect(await page.evaluate(() => document.documentElement.dataset['ran'])).toBeUndefined()
  // Of markup nobody says that it was refused; that nothing of it ran is seen above.
  const silent = /^(\w*Error|did: (undefined|silence))$/
  expect(Object.entries(outcomes).filter(([, outcome]) => !silent.test(outcome))).toEqual([
    ['style', 'did: '],
    ['base', 'did: app://firn/'],
  ])
})

for (const [item, name] of [
  ['8', 'allowRunningInsecureContent'],
  ['9', 'experimentalFeatures'],
  ['10', 'enableBlinkFeatures'],
] as const) {
  test(`${item} ${name} is off (only the setting can be read)`, async ({ desktop }) => {
    // Electron leaves some of these out when they are off.
    expect([undefined, false, '']).toContain((await preferences(desktop))[name])
    const given = await desktop.electron?.evaluate(({ app }) =>
      [
        'allow-running-insecure-content',
        'enable-experimental-web-platform-features',
        'enable-blink-features',
      ].filter((one) => app.commandLine.hasSwitch(one)),
    )
    expect(given).toEqual([])
  })
}

test('11 and 12 a webview is an unknown element, with or without popups', async ({ desktop }) => {
  const { page, electron } = desktop
  const made = await page.evaluate(() => {
    const view = document.createElement('webview')
    for (const name of ['allowpopups', 'nodeintegration', 'disablewebsecurity']) view.setAttribute(name, '')
    view.setAttribute('src', 'data:text/html,<b>x</b>')
    document.body.append(view)
    const known = ['getWebContentsId', 'loadURL', 'contentWindow'].filter((name) => name in view)
    view.remove()
    return known
  })
  expect(made).toEqual([])
  expect(await electron?.evaluate(({ webContents }) => webContents.getAllWebContents().length)).toBe(1)
  for (const name of ['webviewTag', 'plugins', 'nodeIntegrationInWorker', 'nodeIntegrationInSubFrames'])
    expect([undefined, false], name).toContain((await preferences(desktop))[name])
})

test('13 the page cannot be led elsewhere', async ({ desktop }) => {
  const { page } = desktop
  await page.evaluate(() => Object.assign(window, { stillHere: true }))
  const refusals = await hearRefusals(desktop)
  for (const { name, act, refusedBy } of waysOut(desktop)) {
    await act()
    const heard = new Set<string>()
    await expect
      .poll(async () => {
        for (const refusal of await refusals.take()) heard.add(refusal)
        return [...heard].toSorted()
      }, name)
      .toEqual(refusedBy)
  }
  expect(await page.evaluate(() => 'stillHere' in window)).toBe(true)
  expect([undefined, false]).toContain((await preferences(desktop))['navigateOnDragDrop'])
  await page.evaluate(() => history.replaceState(null, '', '/'))
})

test('14 no window is opened', async ({ desktop }) => {
  const asked = await hearOutside(desktop, 'Cancel')
  const outcomes = await tryInPage(desktop.page, newWindows, undefined)
  expect(Object.entries(outcomes).filter(([, outcome]) => !/^did: (true|undefined)$/.test(outcome))).toEqual(
    [],
  )
  expect(await asked()).toEqual([])
})

test('15 links leave only by https, and only when somebody agrees', async ({ desktop }) => {
  const open = (address: string) => desktop.page.evaluate((url) => window.open(url) === null, address)
  const refused = await hearOutside(desktop, 'Cancel')
  for (const address of [
    'https://example.invalid/refused',
    'HTTPS://example.invalid/2',
    ' https://example.invalid/3',
    'javascript:1',
    'mailto:x@example.invalid',
  ])
    expect(await open(address), address).toBe(true)
  await expect
    .poll(refused)
    .toEqual([
      'asked https://example.invalid/refused',
      'asked https://example.invalid/2',
      'asked https://example.invalid/3',
    ])
  const agreed = await hearOutside(desktop, 'Open')
  expect(await open('https://example.invalid/agreed')).toBe(true)
  await expect
    .poll(agreed)
    .toEqual(['asked https://example.invalid/agreed', 'opened https://example.invalid/agreed'])
})

test('16 Electron is a current one (only read: which the newest is, nothing here knows)', async () => {
  const manifest = JSON.parse(await readFile(join(checkout, 'package.json'), 'utf8')) as Manifest
  const lock = JSON.parse(await readFile(join(checkout, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, Manifest>
  }
  const range = manifest.devDependencies?.['electron'] ?? ''
  // Fixes of that line are taken by themselves, and it is no line that ended before this program began.
  expect(range).toMatch(/^\^\d+\.\d+\.\d+$/)
  const major = (version = '') => Number(/\d+/.exec(version)?.[0])
  expect(major(range)).toBeGreaterThanOrEqual(45)
  expect(major(lock.packages['node_modules/electron']?.version)).toBe(major(range))
})

test('17 messages of anything but our page are not heard', async ({ desktop }) => {
  const { page } = desktop
  // A real frame inside the page, which has its address.
  await page.evaluate(() =>
    document.body.append(Object.assign(document.createElement('iframe'), { id: 'inner' })),
  )
  const heard = await sendAsStrangers(desktop)
  expect(heard).toEqual({ inner: 'about:blank', byStrangers: 0, byPage: 1 })
  await page.evaluate(() => document.querySelector('#inner')?.remove())
  await expect(desktop.call('import.open', { sources: ['/etc/passwd'] })).rejects.toThrow(/not-allowed/)
})

test('17 a window can claim to be another one, and gets nothing of it', async ({ desktop }) => {
  const { page, electron } = desktop
  const own = await desktop.call('query.start', { sql: 'SELECT 1 AS secret' })
  const opening = electron?.waitForEvent('window')
  await desktop.callAny('host.run', { command: 'new-window' })
  const other = await opening
  if (other === undefined) throw new Error('No window was opened.')
  await other.getByRole('heading', { name: 'Firn' }).waitFor()
  const steal = (name: string, input: object) =>
    other.evaluate(callFromPage, { name, input }).then(String, (error: Error) => error.message)
  const first = { resultId: own.resultId, from: 0, count: 1 }
  expect(await steal('query.page', first)).toContain('not-found')
  await steal('query.close', { resultId: own.resultId })
  await expect(desktop.call('query.page', first)).resolves.toMatchObject({ rows: [[1]] })
  await other.evaluate(() => window.close())
  await expect.poll(() => electron?.windows().length).toBe(1)
  await page.bringToFront()
})

test('17 frames that only others may send are not heard', async ({ desktop }) => {
  const { page } = desktop
  await page.evaluate(sendForged)
  await expect(desktop.call('import.open', { sources: ['/etc/passwd'] })).rejects.toThrow(/not-allowed/)
})

test('18 the page has a scheme of its own, which leads to its own files only', async ({ desktop }) => {
  const outcomes = await tryInPage(desktop.page, ownScheme, undefined)
  expect(Object.entries(outcomes).filter(([, outcome]) => !/^(TypeError|did: 404)$/.test(outcome))).toEqual(
    [],
  )
})

test('19 fuses are set (only read: specs/packaged reads them from a package and attempts them)', async () => {
  const builder = parse(await readFile(join(checkout, 'electron-builder.yml'), 'utf8')) as {
    electronFuses: Readonly<Record<string, boolean>>
  }
  expect(builder.electronFuses).toEqual({
    runAsNode: false,
    enableNodeOptionsEnvironmentVariable: false,
    enableNodeCliInspectArguments: false,
    enableEmbeddedAsarIntegrityValidation: true,
    onlyLoadAppFromAsar: true,
    enableCookieEncryption: false,
    loadBrowserProcessSpecificV8Snapshot: false,
    grantFileProtocolExtraPrivileges: false,
  })
})

test('20 the page has nothing of Electron but two functions, and they do only what is theirs', async ({
  desktop,
}) => {
  const { page } = desktop
  const found = await page.evaluate(() => {
    const { firn } = window as unknown as { firn: object }
    return {
      bridge: Reflect.ownKeys(firn).map(String).toSorted(),
      electron: Object.getOwnPropertyNames(window).filter((name) =>
        /electron|ipc|webFrame|chromium/i.test(name),
      ),
      secure: window.isSecureContext,
    }
  })
  expect(found).toEqual({ bridge: ['onFrame', 'post'], electron: [], secure: true })
  for (const name of [
    'host.openExternal',
    'host.grant',
    'host.constructor',
    'host.__proto__',
    'host.run.call',
    'host.',
  ])
    await expect(desktop.callAny(name, {}), name).rejects.toThrow(/invalid-input/)
  for (const command of [
    'quit',
    'constructor',
    '__proto__',
    'openDevTools',
    ['new-window'],
    { toString: 'new-window' },
  ])
    await expect(desktop.callAny('host.run', { command }), JSON.stringify(command)).rejects.toThrow(
      /invalid-input/,
    )
  await expect(desktop.call('query.start', { sql: "FROM '/etc/passwd'" })).rejects.toThrow(/not-allowed/)
})

async function preferences({ electron }: App): Promise<Readonly<Record<string, unknown>>> {
  const found = await electron?.evaluate(({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents as unknown as {
      getLastWebPreferences(): Record<string, unknown>
    }
    return contents.getLastWebPreferences()
  })
  return found ?? {}
}

interface Manifest {
  readonly version?: string
  readonly devDependencies?: Readonly<Record<string, string>>
}

/** From now on questions about links are answered by that button; tells what was asked and opened since. */
async function hearOutside({ electron }: App, button: string): Promise<() => Promise<readonly string[]>> {
  await electron?.evaluate(({ dialog, shell }, answer) => {
    const heard: string[] = []
    Object.assign(globalThis, { outside: heard })
    Object.assign(dialog, {
      showMessageBox: ({ detail, buttons }: { detail: string; buttons: string[] }) => {
        heard.push(`asked ${detail}`)
        return Promise.resolve({ response: buttons.indexOf(answer), checkboxChecked: false })
      },
    })
    Object.assign(shell, { openExternal: (url: string) => Promise.resolve(void heard.push(`opened ${url}`)) })
  }, button)
  return async () =>
    (await electron?.evaluate(() => (globalThis as unknown as { outside: string[] }).outside)) ?? []
}
