/** Whether the window belongs to the desktop program; otherwise it is a page of `serve`. */
export function isDesktop(): boolean {
  return window.firn !== undefined
}

/** Lets the browser, or the desktop, save a file that the engine has prepared. */
export function download(path: string, name: string): void {
  const link = document.createElement('a')
  link.href = path
  link.download = name
  document.body.append(link)
  link.click()
  link.remove()
}

/** The nonce under which this page may add styles. */
export function styleNonce(): string {
  return document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? ''
}
