import { appendFile, mkdir, open, readFile, rename, stat, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'

/** A file of the person's state with one JSON document per line, newest last. Several programs may add to it. */
export interface LinesFile {
  /** Throws where the file cannot be written. */
  add(document: unknown): Promise<void>
  /** As text, without empty ones. None where there is no file yet. */
  lines(): Promise<string[]>
}

/** Beyond `shortenAt` bytes the file is cut down to its newest `kept` lines. */
export function linesFile(
  file: string,
  { shortenAt, kept }: { readonly shortenAt: number; readonly kept: number },
): LinesFile {
  async function shorten(): Promise<void> {
    const newest = (await readLines(file)).slice(-kept)
    await writeFile(`${file}.new`, newest.map((line) => `${line}\n`).join(''))
    await rename(`${file}.new`, file)
  }

  return {
    async add(document) {
      await mkdir(dirname(file), { recursive: true })
      const size = (await stat(file).catch(() => undefined))?.size ?? 0
      // A line that was torn by a crash must not swallow this one.
      const torn = size > 0 && size <= shortenAt && !(await endsWithNewline(file, size))
      if (size > shortenAt) await shorten()
      await appendFile(file, `${torn ? '\n' : ''}${JSON.stringify(document)}\n`)
    },
    lines: () => readLines(file),
  }
}

async function readLines(file: string): Promise<string[]> {
  try {
    return (await readFile(file, 'utf8')).split('\n').filter((line) => line.trim() !== '')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}

async function endsWithNewline(file: string, size: number): Promise<boolean> {
  const handle = await open(file, 'r')
  try {
    const { buffer } = await handle.read(Buffer.alloc(1), 0, 1, size - 1)
    return buffer[0] === 0x0a
  } finally {
    await handle.close()
  }
}
