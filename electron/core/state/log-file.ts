import { appendFile, mkdir, readFile, rename, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/**
 * What happened, for those who look for the cause of a trouble. It holds no data: events are words of the
 * program's own code, facts are numbers, codes and names of methods.
 */
export interface LogFile {
  write(event: string, facts?: { readonly [name: string]: string | number | undefined }): void
  /** Resolves when everything is on disk. */
  settled(): Promise<void>
}

/** Bytes of one file. There are two at most: months of ordinary use. */
export const mostLogBytes = 1_000_000
/** What may stand as a fact: nothing with a space, a quote or a slash, so no statement, path or cell gets in. */
const harmless = /^[\w.:+-]{1,60}$/

export function logPath(stateFolder: string): string {
  return join(stateFolder, 'logs', 'firn.log')
}

/** The log of a state folder. Several processes may write it; `who` tells them apart. */
export function openLog(stateFolder: string, who: 'desktop' | 'engine', mostBytes = mostLogBytes): LogFile {
  const file = logPath(stateFolder)
  let writing = Promise.resolve()
  const append = async (line: string) => {
    await mkdir(dirname(file), { recursive: true })
    const size = await stat(file).then(
      (found) => found.size,
      () => 0,
    )
    if (size > 0 && size + line.length > mostBytes) await rename(file, olderLog(file))
    await appendFile(file, line)
  }
  return {
    write(event, facts = {}) {
      const told = Object.entries(facts).flatMap(([name, value]) => {
        if (value === undefined) return []
        const text = String(value)
        return [`${name}=${harmless.test(text) ? text : '?'}`]
      })
      const line = [new Date().toISOString(), `${who}:${process.pid}`, event, ...told].join(' ')
      // A log that cannot be written is no reason to stop anything.
      writing = writing.then(() => append(`${line}\n`)).catch(() => {})
    },
    settled: () => writing,
  }
}

/** The last lines, oldest first; none where there is no log. */
export async function lastLogLines(stateFolder: string, most: number): Promise<readonly string[]> {
  const file = logPath(stateFolder)
  const texts = await Promise.all(
    [olderLog(file), file].map((each) => readFile(each, 'utf8').catch(() => '')),
  )
  return texts
    .join('')
    .split('\n')
    .filter((line) => line !== '')
    .slice(-most)
}

function olderLog(file: string): string {
  return file.replace(/\.log$/, '.older.log')
}
