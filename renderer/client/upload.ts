import { FirnError } from '../../shared/contract/errors.ts'
import { uniqueId } from './unique-id.ts'

export interface UploadFile {
  /** Relative to what was dropped, with `/`. */
  readonly path: string
  readonly file: File
}

/** Reads everything that was dropped, folders with all they hold. */
export async function droppedFiles(transfer: DataTransfer): Promise<UploadFile[]> {
  // Items can be read only until the first pause.
  const items = [...transfer.items].map((item) => ({
    entry: item.webkitGetAsEntry(),
    file: item.getAsFile(),
  }))
  const found: UploadFile[] = []
  for (const { entry, file } of items) {
    if (entry !== null) await collect(entry, found)
    else if (file !== null) found.push({ path: file.name, file })
  }
  return found
}

async function collect(entry: FileSystemEntry, found: UploadFile[]): Promise<void> {
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) =>
      (entry as FileSystemFileEntry).file(resolve, reject),
    )
    found.push({ path: entry.fullPath.replace(/^\/+/, ''), file })
    return
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader()
  // A reader gives at most 100 entries at a time, and none at its end.
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    )
    if (some.length === 0) return
    for (const inner of some) await collect(inner, found)
  }
}

/** Hands files to the machine where the engine runs; answers the folder there. Progress is in bytes. */
export async function uploadFiles(
  files: readonly UploadFile[],
  signal: AbortSignal,
  onProgress: (done: number, total: number) => void,
): Promise<string> {
  const batch = uniqueId()
  const total = files.reduce((sum, { file }) => sum + file.size, 0)
  let done = 0
  onProgress(0, total)
  for (const { path, file } of files) {
    const address = `upload/${batch}/${path.split('/').map(encodeURIComponent).join('/')}`
    const answer = await fetch(address, { method: 'PUT', body: file, credentials: 'same-origin', signal })
    if (!answer.ok) throw await refused(answer, path)
    done += file.size
    onProgress(done, total)
  }
  const answer = await fetch(`upload/${batch}/done`, { method: 'POST', credentials: 'same-origin', signal })
  if (!answer.ok) throw await refused(answer)
  const { path } = (await answer.json()) as { path: string }
  return path
}

async function refused(answer: Response, file?: string): Promise<FirnError> {
  const text = (await answer.text()).slice(0, 300)
  return new FirnError(
    'io',
    `The file could not be handed over (${answer.status}${text === '' ? '' : `: ${text}`}).`,
    {
      hint: 'Open it by its path instead, with "Open a folder of data".',
      ...(file === undefined ? {} : { context: { file } }),
    },
  )
}
