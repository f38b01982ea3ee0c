import { type FSWatcher, watch } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { layout } from './layout.ts'

/** Changes that come within this many milliseconds are told once. */
const together = 100

/** How often the logs' folders are looked at, for file systems that tell nothing. */
const pollInterval = 2_000

/**
 * Calls back soon after any process changed a dataset of this store. Tells which where it is only one.
 * Watching never fails: where the system cannot watch, a look every 2 s does.
 */
export function watchCatalogue(
  root: string,
  listener: (change: { readonly dataset?: string }) => void,
): () => void {
  const watchers = new Map<string, FSWatcher>()
  let known = new Map<string, string>()
  let timer: NodeJS.Timeout | undefined
  let stopped = false

  const look = async (): Promise<void> => {
    timer = undefined
    const found = await folders(root)
    if (stopped) return
    const changed = [...new Set([...found.keys(), ...known.keys()])].filter(
      (name) => found.get(name) !== known.get(name),
    )
    known = found
    for (const name of found.keys()) follow(layout.log(root, name), name)
    for (const [name, watcher] of watchers) {
      if (name === '' || found.has(name)) continue
      watcher.close()
      watchers.delete(name)
    }
    const [only] = changed
    if (only !== undefined) listener(changed.length === 1 ? { dataset: only } : {})
  }
  const soon = () => {
    timer ??= setTimeout(() => void look(), together)
  }
  const follow = (folder: string, name: string) => {
    if (watchers.has(name)) return
    try {
      const watcher = watch(folder, { persistent: false }, soon)
      watcher.on('error', () => {
        watcher.close()
        watchers.delete(name)
      })
      watchers.set(name, watcher)
    } catch {
      // Not there yet, or too many watches: the poll sees it.
    }
  }

  // What is there at the beginning is no change.
  const started = folders(root).then((found) => {
    known = found
    if (stopped) return
    follow(layout.datasets(root), '')
    for (const name of found.keys()) follow(layout.log(root, name), name)
  })
  const poll = setInterval(() => void started.then(soon), pollInterval)
  poll.unref()
  return () => {
    stopped = true
    clearInterval(poll)
    clearTimeout(timer)
    for (const watcher of watchers.values()) watcher.close()
    watchers.clear()
  }
}

/** Each dataset with the time at which its log's folder last changed. */
async function folders(root: string): Promise<Map<string, string>> {
  const found = new Map<string, string>()
  try {
    for (const name of await readdir(layout.datasets(root))) {
      const facts = await stat(layout.log(root, name), { bigint: true }).catch(() => undefined)
      if (facts !== undefined) found.set(name, `${facts.mtimeNs} ${facts.ino}`)
    }
  } catch {
    // The folder is gone for the moment, as on a drive that was unplugged.
  }
  return found
}
