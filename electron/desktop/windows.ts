import { BrowserWindow, screen } from 'electron'
import type { DesktopState, SavedWindow } from './desktop-state.ts'
import { type FirnWindow, openWindow, type WindowOptions } from './window.ts'
import {
  arrangementOf,
  besidePlace,
  firstPlace,
  onScreen,
  type Place,
  type Places,
  type Screen,
  withPlace,
} from './window-places.ts'

/** All windows of the program. Each has its own line to the engine; none knows of the others. */
export interface Windows {
  open(options?: { readonly store?: string; readonly places?: Places }): FirnWindow
  /** From the one that was in front longest ago to the one that is. */
  all(): readonly FirnWindow[]
  inFront(): FirnWindow | undefined
  find(id: number): FirnWindow | undefined
  /** The program is about to end: the windows that are open now come back at the next start. */
  ending(): void
}

export interface WindowsOptions
  extends Pick<WindowOptions, 'preload' | 'forDevelopers' | 'processes' | 'program' | 'died'> {
  readonly state: DesktopState
  /** The window in front, its list of commands or its store is another one now. */
  changed(): void
  /** Asked when a window is about to close: whether it may. */
  mayClose(window: FirnWindow): boolean
}

export function createWindows(options: WindowsOptions): Windows {
  const { state, changed, mayClose } = options
  const windows: FirnWindow[] = []
  const places = new Map<FirnWindow, Places>()
  let nextId = 1
  let isEnding = false

  /** The screens, the main one first. */
  const screens = (): readonly Screen[] => {
    const main = screen.getPrimaryDisplay()
    return [main, ...screen.getAllDisplays().filter(({ id }) => id !== main.id)]
  }

  function remember(): void {
    const open = windows.map((window): SavedWindow => {
      const { store } = window
      return { places: { ...places.get(window) }, ...(store === undefined ? {} : { store }) }
    })
    state.change({ windows: open })
  }

  function placeFor(known: Places): Place {
    const seen = screens()
    const place = known[arrangementOf(seen)]
    if (place !== undefined) return onScreen(place, seen)
    const other = windows.at(-1)?.browser
    if (other !== undefined) return besidePlace(other.getNormalBounds(), seen)
    const last = state.saved.places[arrangementOf(seen)]
    return last === undefined ? firstPlace(seen) : onScreen(last, seen)
  }

  function keepPlace(window: FirnWindow): void {
    const { browser } = window
    if (browser.isDestroyed() || browser.isMinimized()) return
    const filling = browser.isFullScreen() ? 'full-screen' : browser.isMaximized() ? 'maximized' : undefined
    const place: Place = { ...browser.getNormalBounds(), filling }
    const arrangement = arrangementOf(screens())
    places.set(window, withPlace(places.get(window) ?? {}, arrangement, place))
    state.change({ places: withPlace(state.saved.places, arrangement, place) })
    remember()
  }

  function follow(window: FirnWindow): void {
    const { browser } = window
    const keep = () => keepPlace(window)
    browser.on('move', keep)
    browser.on('resize', keep)
    browser.on('maximize', keep)
    browser.on('unmaximize', keep)
    browser.on('enter-full-screen', keep)
    browser.on('leave-full-screen', keep)
    browser.on('focus', () => {
      windows.splice(windows.indexOf(window), 1)
      windows.push(window)
      remember()
      changed()
    })
    browser.on('close', (event) => {
      if (!mayClose(window)) event.preventDefault()
    })
    browser.once('closed', () => {
      windows.splice(windows.indexOf(window), 1)
      // Closing the last window ends the program, as a rule, and the next start brings it back.
      if (!isEnding && windows.length > 0) remember()
      places.delete(window)
      changed()
    })
  }

  /** A screen came or went: each window goes where it was in this arrangement, and none stays out of sight. */
  function arrange(): void {
    const seen = screens()
    for (const window of windows) {
      const { browser } = window
      if (browser.isMaximized() || browser.isFullScreen() || browser.isMinimized()) continue
      const { x, y, width, height } = onScreen(
        places.get(window)?.[arrangementOf(seen)] ?? browser.getNormalBounds(),
        seen,
      )
      browser.setBounds({ x, y, width, height })
    }
  }
  screen.on('display-added', arrange)
  screen.on('display-removed', arrange)

  return {
    open({ store, places: known = {} } = {}) {
      const id = nextId
      nextId += 1
      const window = openWindow({
        ...options,
        id,
        place: placeFor(known),
        zoom: () => state.saved.zoom,
        ...(store === undefined ? {} : { store }),
        changed: () => {
          remember()
          changed()
        },
      })
      windows.push(window)
      places.set(window, known)
      follow(window)
      remember()
      changed()
      return window
    },
    all: () => [...windows],
    inFront: () => {
      const focused = BrowserWindow.getFocusedWindow()
      return windows.find(({ browser }) => browser === focused) ?? windows.at(-1)
    },
    find: (id) => windows.find((window) => window.id === id),
    ending() {
      if (!isEnding && windows.length > 0) remember()
      isEnding = true
    },
  }
}

/** Brings a window to the front, wherever it hides. */
export function bringToFront({ browser }: FirnWindow): void {
  if (browser.isMinimized()) browser.restore()
  browser.show()
  browser.focus()
}
