import { readFile } from 'node:fs/promises'
import { needs } from '../../../electron/core/testing/requirements.ts'
import { expect, test } from '../../harness/test.ts'

test('the page has no Node and exactly two functions of the desktop', async ({ app }) => {
  const found = await app.page.evaluate(() => ({
    node: ['require', 'process', 'module', 'Buffer', 'global', '__dirname', 'setImmediate'].filter(
      (name) => name in window,
    ),
    bridge: Object.keys((window as { firn?: object }).firn ?? {}).sort(),
    electron: Object.keys(window).filter((name) => /electron|ipc/i.test(name)),
    isolated: window.isSecureContext,
  }))
  expect(found).toEqual({ node: [], bridge: ['onFrame', 'post'], electron: [], isolated: true })
})

test('the window is made with every safe setting', async ({ app }) => {
  const settings = await app.electron?.evaluate(({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents as unknown as {
      session: { isSpellCheckerEnabled(): boolean }
      getLastWebPreferences(): Record<string, unknown>
    }
    return { ...contents.getLastWebPreferences(), spellcheck: contents.session.isSpellCheckerEnabled() }
  })
  expect(settings).toMatchObject({
    sandbox: true,
    contextIsolation: true,
    webSecurity: true,
    nodeIntegration: false,
  })
  // Electron leaves some of these out when they are off.
  const dangerous = [
    'nodeIntegrationInWorker',
    'nodeIntegrationInSubFrames',
    'allowRunningInsecureContent',
    'experimentalFeatures',
    'webviewTag',
    'navigateOnDragDrop',
    'spellcheck',
    'enableBlinkFeatures',
    'plugins',
  ]
  const found = new Map(Object.entries(settings ?? {}))
  for (const name of dangerous) expect([undefined, false, ''], name).toContain(found.get(name))
})

test('the system confines the process of the window', async ({ app }) => {
  needs(test, 'linux', 'no-root')
  const { window } = await app.processes()
  const status = await readFile(`/proc/${window}/status`, 'utf8')
  expect(status).toMatch(/^Seccomp:\s+2$/m)
  // Known by more than one number: it lives in a namespace of its own.
  expect(status).toMatch(/^NSpid:\s+\d+\s+\d+/m)
})

test('text never becomes code', async ({ app }) => {
  app.problems.tolerate(/policy|Refused|eval/i)
  const outcomes = await app.page.evaluate(
    () =>
      new Promise<Record<string, unknown>>((resolve) => {
        const attacks: Record<string, () => unknown> = {
          eval: () => (Reflect.get(window, 'eval') as (code: string) => unknown)('1'),
          function: () => (Reflect.construct(Function, ['return 1']) as () => unknown)(),
          html: () => document.body.insertAdjacentHTML('beforeend', '<b>x</b>'),
          script: () => {
            document.createElement('script').textContent = 'alert(1)'
          },
          handler: () => {
            document.body.setAttribute('onclick', 'window.ran = true')
            document.body.click()
            return 'ran' in window ? 'ran' : 'silent'
          },
        }
        // Later, as the page's own code: what a test evaluates directly is exempt from the page's policy.
        setTimeout(() => {
          const found: Record<string, unknown> = {}
          for (const [name, attack] of Object.entries(attacks)) {
            try {
              found[name] = attack()
            } catch (error) {
              found[name] = (error as Error).name
            }
          }
          resolve(found)
        })
      }),
  )
  const { handler, ...thrown } = outcomes
  expect(thrown).toEqual({ eval: 'EvalError', function: 'EvalError', html: 'TypeError', script: 'TypeError' })
  // By now some browsers refuse to set such an attribute at all.
  expect(['silent', 'TypeError']).toContain(handler)
})

test('nothing foreign is loaded: no script, frame, webview, picture or request', async ({ app }) => {
  app.problems.tolerate(/policy|Refused|ERR_|Failed|CORS|Not allowed/i)
  const outcome = (tag: string, address: string) =>
    app.page.evaluate(
      ({ tag, address }) =>
        new Promise<string>((resolve) => {
          document.addEventListener('securitypolicyviolation', (event) => resolve(event.effectiveDirective), {
            once: true,
          })
          const policy = (
            window as unknown as {
              trustedTypes: {
                createPolicy(name: string, rules: object): { createScriptURL(text: string): string }
              }
            }
          ).trustedTypes.createPolicy(`test-${Math.random()}`, { createScriptURL: (text: string) => text })
          const element = document.createElement(tag) as HTMLScriptElement
          // A refused frame loads an empty page, too; its report comes at about the same time.
          element.addEventListener('load', () => setTimeout(() => resolve('loaded'), 500))
          element.src = tag === 'script' ? policy.createScriptURL(address) : address
          document.body.append(element)
        }),
      { tag, address },
    )
  expect(await outcome('script', 'https://example.invalid/x.js')).toBe('script-src-elem')
  expect(await outcome('script', 'data:text/javascript,1')).toBe('script-src-elem')
  expect(await outcome('iframe', 'https://example.invalid/')).toBe('frame-src')
  expect(await outcome('iframe', 'app://firn/')).toBe('frame-src')
  expect(await outcome('img', 'https://example.invalid/x.png')).toBe('img-src')
  const webview = await app.page.evaluate(() => 'getWebContentsId' in document.createElement('webview'))
  expect(webview).toBe(false)
  for (const address of [
    'https://example.invalid/',
    'http://127.0.0.1:1/',
    'file:///etc/passwd',
    'app://other/index.html',
  ]) {
    expect(
      await app.page.evaluate((from) => fetch(from).then(String, (error: Error) => error.name), address),
      address,
    ).toBe('TypeError')
  }
  const escapes = [
    '../../package.json',
    '%2e%2e/%2e%2e/package.json',
    '..%2f..%2fpackage.json',
    'assets/..%5c..%5cpackage.json',
    '.stamp',
  ]
  for (const path of escapes) {
    expect(
      await app.page.evaluate((from) => fetch(`app://firn/${from}`).then(({ status }) => status), path),
      path,
    ).toBe(404)
  }
})

test('every permission is denied', async ({ app }) => {
  const asked = await app.page.evaluate(async () => ({
    notifications: await Notification.requestPermission(),
    location: await new Promise<string>((resolve) => {
      navigator.geolocation.getCurrentPosition(
        () => resolve('granted'),
        ({ code }) => resolve(code === 1 ? 'denied' : `error ${code}`),
      )
    }),
    camera: await navigator.mediaDevices.getUserMedia({ video: true }).then(
      () => 'granted',
      ({ name }: Error) => name,
    ),
    screen: await navigator.mediaDevices.getDisplayMedia({ video: true }).then(
      () => 'granted',
      ({ name }: Error) => name,
    ),
    midi: await navigator.permissions.query({ name: 'midi' }).then(({ state }) => state),
  }))
  expect(asked.notifications).toBe('denied')
  expect(asked.location).toBe('denied')
  expect(asked.midi).toBe('denied')
  expect(asked.camera).not.toBe('granted')
  expect(asked.screen).not.toBe('granted')
})

test('windows are not opened, and links leave only by https and after asking', async ({ app }) => {
  app.problems.tolerate(
    /Not allowed to load local resource|Refused to run the JavaScript URL|javascript: ?URL/i,
  )
  await app.electron?.evaluate(({ dialog, shell }) => {
    const log: string[] = []
    Object.assign(globalThis, { outside: log })
    const replies = [1, 0]
    Object.assign(dialog, {
      showMessageBox: ({ detail }: { detail: string }) => {
        log.push(`asked ${detail}`)
        return Promise.resolve({ response: replies.shift() ?? 1, checkboxChecked: false })
      },
    })
    Object.assign(shell, { openExternal: (url: string) => Promise.resolve(void log.push(`opened ${url}`)) })
  })
  const open = (address: string) => app.page.evaluate((url) => window.open(url) === null, address)
  for (const address of [
    'http://example.invalid/',
    'file:///etc/passwd',
    'app://firn/',
    'javascript:1',
    'smb://host/share',
  ]) {
    expect(await open(address), address).toBe(true)
  }
  expect(await open('https://example.invalid/refused')).toBe(true)
  expect(await open('https://example.invalid/agreed')).toBe(true)
  await expect
    .poll(() => app.electron?.evaluate(() => (globalThis as unknown as { outside: string[] }).outside))
    .toEqual([
      'asked https://example.invalid/refused',
      'asked https://example.invalid/agreed',
      'opened https://example.invalid/agreed',
    ])
  expect(app.electron?.windows()).toHaveLength(1)
})

test('messages of anything but our page are not heard', async ({ app }) => {
  const opened = await app.electron?.evaluate(async ({ BrowserWindow, dialog }) => {
    let asked = 0
    dialog.showOpenDialog = () => {
      asked += 1
      return Promise.resolve({ canceled: true, filePaths: [] })
    }
    const contents = BrowserWindow.getAllWindows()[0]?.webContents
    if (contents === undefined) return 'no window'
    const call = '{"type":"call","id":1000000,"method":"host.chooseFiles","input":{}}'
    const frames = [{ url: 'https://evil.invalid/' }, { url: 'app://firn/' }, null]
    // The second has our address but is a frame inside the page.
    for (const senderFrame of frames) contents.ipc.emit('firn:host', { sender: contents, senderFrame }, call)
    const strangers = asked
    contents.ipc.emit('firn:host', { sender: contents, senderFrame: contents.mainFrame }, call)
    return { strangers, own: asked - strangers }
  })
  expect(opened).toEqual({ strangers: 0, own: 1 })
})

// The last one: some attempts leave a navigation behind that never ends.
test('the page cannot be led elsewhere', async ({ app }) => {
  app.problems.tolerate(/Not allowed to (load local resource|navigate)/i)
  const address = app.page.url()
  for (const target of [
    'https://example.invalid/',
    'file:///etc/passwd',
    'data:text/html,<b>x</b>',
    'app://other/',
  ]) {
    await app.page
      .evaluate((to) => {
        location.href = to
      }, target)
      .catch(() => {})
    await app.page.waitForTimeout(150)
    const shown = await app.electron?.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0]?.webContents.getURL(),
    )
    expect(shown, target).toBe(address)
  }
})
