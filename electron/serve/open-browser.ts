import { spawn } from 'node:child_process'

/** Opens a link in the browser of this machine; false when there is no way to. */
export function openBrowser(link: string): Promise<boolean> {
  const [command, ...parameters] = openers[process.platform] ?? ['xdg-open']
  return new Promise((resolve) => {
    const opener = spawn(command ?? 'xdg-open', [...parameters, link], { stdio: 'ignore', detached: true })
    opener.once('error', () => resolve(false))
    opener.once('spawn', () => {
      opener.unref()
      resolve(true)
    })
  })
}

const openers: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  darwin: ['open'],
  // `start` is a word of the shell; the empty text is the title that it would take the link for.
  win32: ['cmd', '/c', 'start', ''],
}
