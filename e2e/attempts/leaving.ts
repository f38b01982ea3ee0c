import type { App } from '../harness/app.ts'

/** Who has refused the attempts of the page to go elsewhere. */
export interface Refusals {
  /** Since the last time that somebody asked, each in a line. */
  take(): Promise<readonly string[]>
}

/** A way to lead the page elsewhere. */
export interface Way {
  readonly name: string
  act(): Promise<unknown>
  /** `program`, `browser`, a part of the page's policy, `drag`: nobody has to, a link that falls is heard and not followed. */
  readonly refusedBy: readonly string[]
}

/** From now on the program, the browser and the page's policy are heard when they refuse a navigation. */
export async function hearRefusals({ electron, page }: App): Promise<Refusals> {
  const said: string[] = []
  page.on('console', (message) => {
    const [refusal] = /Not allowed to (load|navigate)[^:]*/.exec(message.text()) ?? []
    if (refusal !== undefined) said.push('browser')
  })
  await electron?.evaluate(({ BrowserWindow }) => {
    const heard: string[] = []
    Object.assign(globalThis, { refusals: heard })
    const contents = BrowserWindow.getAllWindows()[0]?.webContents
    // After the program's own listeners, whose answers are known by now.
    const hear = (event: Electron.Event) => void heard.push(event.defaultPrevented ? 'program' : 'nobody')
    contents?.on('will-navigate', hear)
    contents?.session.on('will-download', hear)
  })
  await page.evaluate(() => {
    const heard: string[] = []
    Object.assign(window, { refusals: heard })
    document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) => {
      heard.push(effectiveDirective)
    })
    document.addEventListener('dragover', () => heard.push('drag'), { once: true })
  })
  return {
    async take() {
      const taken = () => (globalThis as unknown as { refusals: string[] }).refusals.splice(0)
      const byProgram = (await electron?.evaluate(taken)) ?? []
      const byPolicy = await page.evaluate(taken)
      return [...said.splice(0), ...byProgram, ...byPolicy]
    },
  }
}

/** Ways to lead the page elsewhere, each with all who refuse it. */
export function waysOut(app: App): readonly Way[] {
  const { page } = app
  const address = (to: string) => () => page.evaluate((url) => location.assign(url), to)
  const put = (html: string) => () =>
    page.evaluate((text) => {
      const trust = window as unknown as {
        trustedTypes: { createPolicy(name: string, rules: object): { createHTML(text: string): string } }
      }
      const policy = trust.trustedTypes.createPolicy('attacker', { createHTML: (same: string) => same })
      const made = document.body.appendChild(document.createElement('div'))
      made.innerHTML = policy.createHTML(text)
      for (const each of made.querySelectorAll<HTMLElement>('a, button')) each.click()
    }, html)
  const ways: Readonly<Record<string, readonly [act: () => Promise<unknown>, ...by: string[]]>> = {
    'another site': [address('https://example.invalid/'), 'program'],
    'another host of ours': [address('app://other/'), 'program'],
    'another file of ours': [address('app://firn/icon.svg'), 'program'],
    'a file': [address('file:///etc/passwd'), 'browser'],
    'a page of text': [address('data:text/html,<b>x</b>'), 'browser'],
    'a page from a blob': [
      () => page.evaluate(() => location.assign(URL.createObjectURL(new Blob(['x'], { type: 'text/html' })))),
      'program',
    ],
    code: [address('javascript:document.body.remove()'), 'script-src-elem'],
    'a link': [put('<a href="https://example.invalid/">x</a>'), 'program'],
    'a form': [
      put('<form action="https://example.invalid/" method="post"><button>x</button></form>'),
      'form-action',
    ],
    'a base': [put('<base href="https://example.invalid/"><a href="x">x</a>'), 'base-uri', 'program'],
    'a refresh': [put('<meta http-equiv="refresh" content="0;url=https://example.invalid/">'), 'program'],
    'a name of its own': [
      () =>
        page.evaluate(() => {
          history.pushState(null, '', '/icon.svg')
          location.reload()
        }),
      'program',
    ],
    'a dropped link': [() => dropLink(app, 'https://example.invalid/'), 'drag'],
    'a download': [put('<a download="x.html" href="data:text/html,x">x</a>'), 'program'],
    'a download of ours': [put('<a download="x.svg" href="app://firn/icon.svg">x</a>'), 'program'],
  }
  return Object.entries(ways).map(([name, [act, ...refusedBy]]) => ({ name, act, refusedBy }))
}

/** Drags a link onto the window and lets it fall there. */
async function dropLink({ page }: App, address: string): Promise<void> {
  const session = await page.context().newCDPSession(page)
  const data = { items: [{ mimeType: 'text/uri-list', data: address }], dragOperationsMask: 1 }
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
    await session.send('Input.dispatchDragEvent', { type, x: 700, y: 500, data })
  await session.detach()
}
