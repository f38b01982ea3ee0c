import { mkdir, open, rename } from 'node:fs/promises'
import { dirname } from 'node:path'

/** Writes a small file of the person's state as JSON: whole or not at all, whenever the program ends. */
export async function writeStateFile(file: string, value: unknown): Promise<void> {
  await mkdir(dirname(file), { recursive: true })
  const draft = `${file}.${process.pid}`
  const handle = await open(draft, 'w')
  try {
    await handle.writeFile(JSON.stringify(value, null, 2))
    // A name that is durable before its bytes would be an empty file after a power loss.
    await handle.sync()
  } finally {
    await handle.close()
  }
  await rename(draft, file)
}
