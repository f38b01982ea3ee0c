import { app, dialog, type IpcMainEvent, protocol, type Session, shell, type WebContents } from 'electron'
import { pageAnswer } from '../core/page/built-page.ts'

const scheme = 'app'
/** The address of the page; its host is fixed, so that its storage is always the same. */
export const pageAddress = 'app://firn/'

/** Before the app is ready: the page gets an origin of its own, no file and no http address. */
export function registerPageScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ])
}

/** Before the app is ready: Chromium asks nobody anything by itself. */
export function stayOffTheNetwork(): void {
  for (const name of [
    'disable-background-networking',
    'disable-component-update',
    'disable-domain-reliability',
    'no-pings',
    'disable-quic',
    'no-proxy-server',
  ]) {
    app.commandLine.appendSwitch(name)
  }
  // No name is looked up and no address connected to: some requests of a page ask neither policy nor session, and
  // the spell checker fetches its dictionaries before a session can be told not to.
  app.commandLine.appendSwitch('host-resolver-rules', 'MAP * ~NOTFOUND')
}

/** Answers the page's own files from the built renderer, and refuses everything else there is. */
export function secureSession(session: Session, rendererFolder: string): void {
  protocol.handle(scheme, async ({ url, method }) => {
    const { host, pathname } = new URL(url)
    if (host !== 'firn' || (method !== 'GET' && method !== 'HEAD')) return new Response(null, { status: 404 })
    const { status, body, headers } = await pageAnswer(rendererFolder, pathname)
    return new Response(new Uint8Array(body), { status, headers })
  })
  session.setPermissionRequestHandler((_contents, _permission, decide) => decide(false))
  session.setPermissionCheckHandler(() => false)
  session.setDevicePermissionHandler(() => false)
  session.setSpellCheckerEnabled(false)
  // The policy of the page says the same; this holds for pages that have lost it, too.
  session.webRequest.onBeforeRequest((request, decide) => decide({ cancel: !isLocal(request.url) }))
  session.on('will-download', (event) => event.preventDefault())
}

const localSchemes = new Set(['app:', 'blob:', 'data:', 'devtools:', 'about:'])

function isLocal(url: string): boolean {
  try {
    return localSchemes.has(new URL(url).protocol)
  } catch {
    return false
  }
}

/** No window leaves its page, opens another one or embeds anything. */
export function secureContents(contents: WebContents): void {
  // Calls from page to page are in no policy; without a proxy this leaves them TCP, for which nothing resolves.
  contents.setWebRTCIPHandlingPolicy('disable_non_proxied_udp')
  contents.on('will-navigate', (event, url) => {
    // A page that is loaded again stays where it is.
    if (url !== pageAddress) event.preventDefault()
  })
  contents.on('will-redirect', (event) => event.preventDefault())
  contents.on('will-frame-navigate', (event) => {
    if (!event.isMainFrame || event.url !== pageAddress) event.preventDefault()
  })
  contents.on('will-attach-webview', (event) => event.preventDefault())
  contents.setWindowOpenHandler(({ url }) => {
    void openOutside(url)
    return { action: 'deny' }
  })
}

/** Opens a link in the browser: https only, and only if the person agrees. */
export async function openOutside(url: string): Promise<void> {
  if (!url.startsWith('https://')) return
  const { response } = await dialog.showMessageBox({
    type: 'question',
    message: 'Open this address in your browser?',
    detail: url.slice(0, 500),
    buttons: ['Open', 'Cancel'],
    defaultId: 1,
    cancelId: 1,
  })
  if (response === 0) await shell.openExternal(url)
}

/** Whether a message comes from our own page and not from a frame inside it, or from whatever replaced it. */
export function isFromOurPage({ sender, senderFrame }: IpcMainEvent): boolean {
  return senderFrame !== null && senderFrame === sender.mainFrame && senderFrame.url.startsWith(pageAddress)
}
