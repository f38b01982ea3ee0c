import { contextBridge, ipcRenderer, webUtils } from 'electron'
import { readHostCall } from '../../shared/contract/host-call.ts'
import { channels } from './channels.ts'

/**
 * All that the page has of the desktop: a way to post frames and a way to hear them. Frames go straight to the
 * engine over a message port; the host's own go to main.
 */
let line: MessagePort | undefined
const listeners: ((text: string) => void)[] = []
const toSend: string[] = []
const heard: string[] = []

function hear(text: unknown): void {
  if (typeof text !== 'string') return
  if (listeners.length === 0) heard.push(text)
  for (const listener of listeners) listener(text)
}

contextBridge.exposeInMainWorld('firn', {
  post(text: unknown): void {
    if (typeof text !== 'string') return
    if (readHostCall(text) !== undefined) ipcRenderer.send(channels.host, text)
    else if (line === undefined) toSend.push(text)
    else line.postMessage(text)
  },
  onFrame(next: unknown): void {
    if (typeof next !== 'function') return
    const listener = next as (text: string) => void
    listeners.push(listener)
    for (const text of heard.splice(0)) listener(text)
  },
})

ipcRenderer.on(channels.line, ({ ports }) => {
  const [port] = ports
  if (port === undefined) return
  line?.close()
  line = port
  port.onmessage = ({ data }) => {
    if (line === port) hear(data)
  }
  for (const text of toSend.splice(0)) port.postMessage(text)
})
ipcRenderer.on(channels.noLine, () => {
  line?.close()
  line = undefined
})
ipcRenderer.on(channels.host, (_event, text: unknown) => hear(text))
ipcRenderer.send(channels.ready)

// Only a real drop carries files with paths; a page cannot make up either.
window.addEventListener(
  'drop',
  (event) => {
    const files = [...(event.dataTransfer?.files ?? [])]
    if (!event.isTrusted || files.length === 0) return
    event.preventDefault()
    const paths = files.map((file) => webUtils.getPathForFile(file)).filter((path) => path !== '')
    if (paths.length > 0) ipcRenderer.send(channels.dropped, paths)
  },
  true,
)
window.addEventListener(
  'dragover',
  (event) => {
    if (event.dataTransfer?.types.includes('Files') === true) event.preventDefault()
  },
  true,
)
