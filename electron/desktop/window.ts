import { BrowserWindow, dialog, type IpcMainEvent } from 'electron'
import type { Events } from '../../shared/contract/contract.ts'
import { encodeFrame } from '../../shared/contract/frames.ts'
import type { HostEvents, MenuCommand } from '../../shared/contract/host.ts'
import { createBackOff } from '../core/process/back-off.ts'
import { engineEnded, engineGivenUp } from '../core/process/given-up.ts'
import { channels } from './channels.ts'
import { answerHostCalls, type Program } from './host-answers.ts'
import type { Processes } from './processes.ts'
import { isFromOurPage, pageAddress } from './security.ts'
import { groundOfTheTheme } from './theme.ts'
import { leastSize, type Place } from './window-places.ts'

/** A window with its own line to the engine. */
export interface FirnWindow {
  /** The engine knows it by this number. */
  readonly id: number
  readonly browser: BrowserWindow
  /** The store that it shows; undefined on the start screen. */
  readonly store: string | undefined
  /** What it can do now, as it told last. */
  readonly commands: readonly MenuCommand[]
  /** Tells the page something, as soon as it listens. */
  tell<Name extends keyof HostEvents>(name: Name, payload: HostEvents[Name]): void
  /** The engine has opened another store for it. */
  showsStore(path: string): void
}

export interface WindowOptions {
  readonly id: number
  readonly place: Place
  readonly store?: string
  readonly preload: string
  readonly forDevelopers: boolean
  zoom(): number
  readonly processes: Processes
  readonly program: Program
  /** The list of commands, or the store, is another one now. */
  changed(window: FirnWindow): void
  /** A process of the window ended by itself. */
  died(reason: string): void
}

/** Opens a window on the page and keeps it connected to the engine, whichever of the two is replaced. */
export function openWindow(options: WindowOptions): FirnWindow {
  const { id, processes, program, changed } = options
  const browser = createBrowserWindow(options)
  const contents = browser.webContents
  const hostListeners: ((text: string) => void)[] = []
  const closeListeners: (() => void)[] = []
  let store = options.store
  let commands: readonly MenuCommand[] = []
  /** What was told to a page that does not listen yet. */
  let untold: (() => void)[] | undefined = []

  const send = (text: string) => {
    if (!contents.isDestroyed()) contents.send(channels.host, text)
  }
  const tellAtOnce = (name: keyof HostEvents | keyof Events, payload: unknown) =>
    send(encodeFrame({ type: 'event', name, payload }))
  const fromPage = (listener: (value: unknown) => void) => (event: IpcMainEvent, value: unknown) => {
    if (isFromOurPage(event)) listener(value)
  }
  const window: FirnWindow = {
    id,
    browser,
    get store() {
      return store
    },
    get commands() {
      return commands
    },
    tell(name, payload) {
      const telling = () => tellAtOnce(name, payload)
      if (untold === undefined) telling()
      else untold.push(telling)
    },
    showsStore(path) {
      store = path
      changed(window)
    },
  }

  async function connect(): Promise<void> {
    const port = await processes.connect({ id, ...(store === undefined ? {} : { store }) })
    if (contents.isDestroyed()) port.close()
    else contents.postMessage(channels.line, null, [port])
  }

  contents.ipc.on(
    channels.ready,
    fromPage(() => {
      untold ??= []
      if (processes.hasGivenUp) tellAtOnce('process', engineGivenUp)
      void connect().catch(() => {})
    }),
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
      void program.grant(paths).then(() => tellAtOnce('opened', { paths }))
    }),
  )
  const line = {
    send,
    onMessage: (listener: (text: string) => void) => void hostListeners.push(listener),
    onClose: (listener: () => void) => void closeListeners.push(listener),
    close: () => {},
  }
  answerHostCalls(window, line, program, (told) => {
    commands = told
    changed(window)
    const waiting = untold ?? []
    untold = undefined
    for (const telling of waiting) telling()
  })
  const stopHearingOfDeaths = processes.onEngineDeath(() => {
    if (contents.isDestroyed()) return
    contents.send(channels.noLine)
    tellAtOnce('process', engineEnded)
    void connect().catch(() => {})
  })
  const stopHearingOfEnd = processes.onGivenUp(() => tellAtOnce('process', engineGivenUp))

  const backOff = createBackOff()
  function loadAgain(): void {
    if (contents.isDestroyed()) return
    backOff.started()
    untold ??= []
    untold.push(() => tellAtOnce('process', windowDied))
    contents.reload()
  }
  contents.on('render-process-gone', (_event, { reason }) => {
    if (reason === 'clean-exit') return
    options.died(reason)
    const delay = backOff.died()
    if (delay !== undefined) setTimeout(loadAgain, delay)
    else
      void askAfterDeaths(browser).then((wantsIt) => {
        backOff.forgive()
        if (wantsIt) loadAgain()
        else browser.destroy()
      })
  })
  contents.on('dom-ready', () => contents.setZoomLevel(options.zoom()))
  browser.once('ready-to-show', () => browser.show())
  browser.once('closed', () => {
    stopHearingOfDeaths()
    stopHearingOfEnd()
    for (const listener of closeListeners) listener()
  })
  void contents.loadURL(pageAddress)
  return window
}

const windowDied: Events['process'] = {
  what: 'window',
  text: 'The window ended unexpectedly and was loaded again. Tabs, places and what you typed are kept.',
}

/** Whether a window that keeps dying is to be loaded once more; otherwise it closes. */
async function askAfterDeaths(browser: BrowserWindow): Promise<boolean> {
  const { response } = await dialog.showMessageBox(browser, {
    type: 'error',
    message: 'The window ended unexpectedly several times in a row.',
    detail: 'Your data is untouched, and what was open and typed is kept.',
    buttons: ['Try again', 'Close window'],
    defaultId: 0,
    cancelId: 1,
    noLink: true,
  })
  return response === 0
}

function createBrowserWindow({ place, preload, forDevelopers }: WindowOptions): BrowserWindow {
  const { x, y, width, height, filling } = place
  const browser = new BrowserWindow({
    title: 'Firn',
    x,
    y,
    width,
    height,
    minWidth: Math.min(leastSize.width, width),
    minHeight: Math.min(leastSize.height, height),
    show: false,
    fullscreen: filling === 'full-screen',
    backgroundColor: groundOfTheTheme(),
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
      devTools: forDevelopers,
    },
  })
  if (filling === 'maximized') browser.maximize()
  return browser
}
