import { mkdir, open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'

/** Writes a small file of the person's state as JSON: whole or not at all, whenever the program ends. */
export async function writeStateFile(file: string, value: unknown): Promise<void> {
  await mkdir(dirname(file), { recursive: true })
  const draft = `${file}.${process.pid}`
  try {
    const handle = await open(draft, 'w')
    try {
      await handle.writeFile(JSON.stringify(value, null, 2))
      // A name that is durable before its bytes would be an empty file after a power loss.
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(draft, file)
  } catch (error) {
    // On a full disk half a draft would take the room that is missing.
    await rm(draft, { force: true }).catch(() => {})
    throw error
  }
}

/** Puts a damaged file beside itself, so that a new one can take its place; answers a sentence about that. */
export async function putAside(file: string): Promise<string> {
  const aside = `${file}.damaged`
  return await rename(file, aside).then(
    () => `What was there is kept in ${aside}.`,
    () => '',
  )
}
