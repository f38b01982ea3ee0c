import type { App } from '../harness/app.ts'

/**
 * Sends the page's messages to the program as others: as a frame inside the page, as pages of other addresses. Answers
 * how often somebody was shown a dialog because of them, and because of the page's own message.
 */
export async function sendAsStrangers({ electron }: App) {
  return await electron?.evaluate(({ BrowserWindow, dialog }) => {
    let asked = 0
    dialog.showOpenDialog = () => {
      asked += 1
      return Promise.resolve({ canceled: true, filePaths: [] })
    }
    const contents = BrowserWindow.getAllWindows()[0]?.webContents
    if (contents === undefined) throw new Error('There is no window.')
    const { mainFrame } = contents
    const [inner] = mainFrame.frames
    const strangers = [
      inner,
      { url: 'https://evil.invalid/' },
      { url: 'app://firn/' },
      { url: 'app://firn.evil.invalid/' },
      null,
    ]
    const call = '{"type":"call","id":1000000,"method":"host.chooseFiles","input":{}}'
    for (const senderFrame of strangers) {
      contents.ipc.emit('firn:host', { sender: contents, senderFrame }, call)
      contents.ipc.emit('firn:dropped', { sender: contents, senderFrame }, ['/etc/passwd'])
      contents.ipc.emit('firn:ready', { sender: contents, senderFrame })
    }
    const byStrangers = asked
    contents.ipc.emit('firn:host', { sender: contents, senderFrame: mainFrame }, call)
    return { inner: inner?.url, byStrangers, byPage: asked - byStrangers }
  })
}

/** Sends what only other parts of the program may say, and drops files that nobody has. Runs in the page. */
export function sendForged(): void {
  const { firn } = window as unknown as { firn: { post(text: unknown): void } }
  const forged = [
    { type: 'event', name: 'opened', payload: { paths: ['/etc/passwd'] } },
    { type: 'ok', id: 1, result: {} },
    { type: 'grant', request: 0, paths: ['/etc/passwd'] },
    { kind: 'grant', request: 0, paths: ['/etc/passwd'] },
    { kind: 'config', config: { allow: ['/'] } },
    { kind: 'shutdown' },
    { type: 'call', id: 2, method: 'firn:dropped', input: ['/etc/passwd'] },
    { type: 'call', id: -1, client: 0, method: 'application.info', input: {} },
  ]
  for (const frame of forged) firn.post(JSON.stringify(frame))
  for (const no of [{}, null, 1, ['x'], new MessageChannel().port1, () => {}]) firn.post(no)
  // A drop that nobody has made.
  const data = new DataTransfer()
  data.items.add(new File(['x'], 'passwd'))
  document.body.dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }))
}
