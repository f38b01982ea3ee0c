import type { Page } from '@playwright/test'

/** Watches a window for data that has become more than text. */
export interface Trap {
  /** What was caught so far, each in one line: code that ran, markup, dialogs, windows, downloads, requests. */
  caught(): Promise<readonly string[]>
}

interface TrappedWindow {
  readonly trapped?: string[]
}

/** Sets the trap in the page that is shown, and in those that may follow in its place. */
export async function setTrap(page: Page): Promise<Trap> {
  const outside: string[] = []
  const own = new URL(page.url())
  page.on('dialog', (dialog) => {
    outside.push(`dialog: ${dialog.message()}`)
    void dialog.dismiss()
  })
  page.on('popup', (popup) => void outside.push(`window: ${popup.url()}`))
  page.on('download', (download) => void outside.push(`download: ${download.url()}`))
  page.on('request', (request) => {
    const { protocol, host, pathname } = new URL(request.url())
    if (protocol !== own.protocol || host !== own.host || !/^\/(assets\/[\w.-]+|icon\.svg)?$/.test(pathname))
      outside.push(`request: ${request.url().slice(0, 200)}`)
  })
  await page.addInitScript(trapInPage)
  await page.evaluate(trapInPage)
  return {
    async caught() {
      const inside = await page.evaluate(() => (window as unknown as TrappedWindow).trapped)
      if (inside === undefined) return [...outside, 'the trap is gone, and with it the page']
      return [...outside, ...inside]
    },
  }
}

/** Runs in the page. A payload runs by setting `__executed` to its number. */
function trapInPage(): void {
  if ('trapped' in window) return
  const trapped: string[] = []
  Object.defineProperty(window, 'trapped', { value: trapped })
  Object.defineProperty(window, '__executed', {
    get: () => undefined,
    set(number: unknown) {
      trapped.push(`ran: payload ${String(number)}`)
    },
  })
  // Elements that no screen of the program has, and that payloads are made of.
  const foreign =
    /^(img|image|math|m[ions]|mtext|iframe|frame|frameset|portal|webview|object|embed|applet|audio|video|source|base|marquee|foreignobject|animate|set|use|discard|handler|keygen|plaintext|xmp|noembed|template|slot|x|script|meta|area|map)$/i
  const look = (element: Element): void => {
    // The editor's own: a picture of nothing, for the cursor to stand beside.
    if (element.matches('img.cm-widgetBuffer:not([src])') && element.getAttributeNames().length === 2) return
    const fault =
      foreign.test(element.localName) ||
      element.getAttributeNames().some((name) => {
        const value = element.getAttribute(name) ?? ''
        if (/^on/i.test(name) || name === 'srcdoc') return true
        return (
          /^(xlink:)?(href|src|action|formaction|data|srcset)$/i.test(name) &&
          /^\W*(javascript|data|vbscript):/i.test(value)
        )
      })
    if (fault) trapped.push(`markup: ${element.outerHTML.slice(0, 200)}`)
  }
  new MutationObserver((changes) => {
    for (const { addedNodes, target, type } of changes) {
      if (type === 'attributes') look(target as Element)
      for (const node of addedNodes) {
        if (!(node instanceof Element)) continue
        look(node)
        for (const inner of node.querySelectorAll('*')) look(inner)
      }
    }
  }).observe(document, { subtree: true, childList: true, attributes: true })
}
