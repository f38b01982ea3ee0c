import { BrowserWindow, type IpcMainEvent, nativeTheme } from 'electron'
import { encodeFrame } from '../../shared/contract/frames.ts'
import type { HostEvents } from '../../shared/contract/host.ts'
import type { Events } from '../../shared/contract/contract.ts'
import { createBackOff } from '../core/process/back-off.ts'
import { channels } from './channels.ts'
import { answerHostCalls } from './host-answers.ts'
import type { Processes } from './processes.ts'
import { isFromOurPage, pageAddress } from './security.ts'

/** Grounds of the two themes, so that the window does not flash before the page is there. */
const grounds = { light: '#ffffff', dark: '#16181d' }

/** Opens a window on the page and keeps it connected to the engine, whichever of the two is replaced. */
export function openWindow(processes: Processes, preload: string, allowDevTools: boolean): BrowserWindow {
  const window = new BrowserWindow({
    title: 'Firn',
    width: 1360,
    height: 860,
    minWidth: 800,
    minHeight: 560,
    show: false,
    autoHideMenuBar: true,
    backgroundColor: nativeTheme.shouldUseDarkColors ? grounds.dark : grounds.light,
    webPreferences: {
      preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      // Its dictionaries would be fetched from the network.
      spellcheck: false,
      devTools: allowDevTools,
    },
  })
  const contents = window.webContents
  const hostListeners: ((text: string) => void)[] = []
  const closeListeners: (() => void)[] = []
  const send = (text: string) => {
    if (!contents.isDestroyed()) contents.send(channels.host, text)
  }
  const tell = <Name extends keyof (HostEvents & Events)>(name: Name, payload: (HostEvents & Events)[Name]) =>
    send(encodeFrame({ type: 'event', name, payload }))
  const fromPage = (listener: (value: unknown) => void) => (event: IpcMainEvent, value: unknown) => {
    if (isFromOurPage(event)) listener(value)
  }

  async function connect(): Promise<void> {
    const port = await processes.connect()
    if (contents.isDestroyed()) port.close()
    else contents.postMessage(channels.line, null, [port])
  }

  contents.ipc.on(
    channels.ready,
    fromPage(() => void connect().catch(() => {})),
  )
  contents.ipc.on(
    channels.host,
    fromPage((text) => {
      if (typeof text === 'string') for (const listener of hostListeners) listener(text)
    }),
  )
  contents.ipc.on(
    channels.dropped,
    fromPage((value) => {
      const paths = (Array.isArray(value) ? value : []).filter((path) => typeof path === 'string')
      void processes.grant(paths).then(() => tell('opened', { paths }))
    }),
  )
  answerHostCalls(
    window,
    {
      send,
      onMessage: (listener) => void hostListeners.push(listener),
      onClose: (listener) => void closeListeners.push(listener),
      close: () => {},
    },
    (paths) => processes.grant(paths),
  )
  const stopListening = processes.onEngineDeath(() => {
    if (contents.isDestroyed()) return
    contents.send(channels.noLine)
    tell('process', { what: 'engine', text: 'The engine ended unexpectedly; a new one is starting.' })
    void connect().catch(() => {})
  })

  const backOff = createBackOff()
  contents.on('render-process-gone', (_event, { reason }) => {
    if (reason === 'clean-exit') return
    setTimeout(() => {
      if (contents.isDestroyed()) return
      backOff.started()
      contents.reload()
    }, backOff.died())
  })
  window.once('ready-to-show', () => window.show())
  window.once('closed', () => {
    stopListening()
    for (const listener of closeListeners) listener()
  })
  void contents.loadURL(pageAddress)
  return window
}
