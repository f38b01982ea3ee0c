import { readFile } from 'node:fs/promises'

/** Resident memory of another process in bytes; undefined where the system does not tell (all but Linux). */
export async function residentBytes(pid: number): Promise<number | undefined> {
  try {
    // In kilobytes everywhere, while `statm` counts pages, which are of 4, 16 or 64 kB.
    const kilobytes = /^VmRSS:\s*(\d+) kB$/m.exec(await readFile(`/proc/${pid}/status`, 'utf8'))?.[1]
    return kilobytes === undefined ? undefined : Number(kilobytes) * 1024
  } catch {
    return undefined
  }
}
