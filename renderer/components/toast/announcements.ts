import { create } from 'zustand'

export interface Toast {
  readonly id: number
  readonly tone: 'info' | 'good' | 'bad'
  readonly text: string
  readonly action?: { readonly title: string; readonly run: () => void }
}

interface Announcements {
  /** What the live region says: read aloud, not shown. The number tells two equal texts apart. */
  readonly spoken: { readonly id: number; readonly text: string }
  readonly toasts: readonly Toast[]
}

export const useAnnouncements = create<Announcements>(() => ({ spoken: { id: 0, text: '' }, toasts: [] }))

let nextId = 1
/** How often something was said by `speak`. */
let firstWords = 0
/** Milliseconds a message stays; one with an action stays twice as long. */
const shownFor = 5000

/** Says something to those who do not see the screen. */
export function speak(text: string): void {
  firstWords += 1
  put(text)
}

function put(text: string): void {
  useAnnouncements.setState(({ spoken }) => ({ spoken: { id: spoken.id + 1, text } }))
}

/** Milliseconds in which whoever began something may say in words of his own what came of it. */
const firstWord = 400

/** Says something, unless something else is said at the same moment: that knows more. */
export function speakIfSilent(text: string): void {
  const before = firstWords
  setTimeout(() => {
    if (firstWords === before) put(text)
  }, firstWord)
}

/** Shows a short message that goes by itself. */
export function toast(tone: Toast['tone'], text: string, action?: Toast['action']): void {
  const id = nextId
  nextId += 1
  const shown: Toast = { id, tone, text, ...(action === undefined ? {} : { action }) }
  useAnnouncements.setState(({ toasts }) => ({ toasts: [...toasts.slice(-3), shown] }))
  speak(text)
  setTimeout(() => dismissToast(id), action === undefined ? shownFor : shownFor * 2)
}

export function dismissToast(id: number): void {
  useAnnouncements.setState(({ toasts }) => ({ toasts: toasts.filter((one) => one.id !== id) }))
}

/** Copies text and says so. */
export async function copyText(text: string, what: string): Promise<void> {
  try {
    await writeClipboard(text)
    toast('info', `Copied ${what}`)
  } catch {
    toast('bad', `Could not copy ${what}: the browser does not allow it`)
  }
}

/**
 * The desktop denies every permission, the one for the clipboard too; a copy that a key or click began is
 * always allowed.
 */
async function writeClipboard(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text)
    return
  } catch {
    const before = document.activeElement
    const carrier = document.createElement('textarea')
    carrier.value = text
    carrier.className = 'visually-hidden'
    // A dialog keeps the focus inside itself, so the carrier has to be there too.
    const place = before?.closest('[role="dialog"]') ?? document.body
    place.append(carrier)
    carrier.select()
    const copied = document.execCommand('copy')
    carrier.remove()
    if (before instanceof HTMLElement) before.focus()
    if (!copied) throw new Error('copying was refused')
  }
}
