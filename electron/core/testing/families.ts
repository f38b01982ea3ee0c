import { readFileSync } from 'node:fs'

/** A process with all below it, as a terminal or a service manager tells a whole group (Linux; elsewhere itself). */
export function familyOf(process: { readonly pid?: number | undefined }): readonly number[] {
  const below = (pid: number): readonly number[] => {
    const children = readOrNothing(`/proc/${pid}/task/${pid}/children`)
    return [pid, ...(children.match(/\d+/g) ?? []).flatMap((child) => below(Number(child)))]
  }
  return process.pid === undefined ? [] : below(process.pid)
}

/** Whether a process still runs; one that has ended and that nobody has asked about yet does not. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
  } catch {
    return false
  }
  const state = /\) (\w)/.exec(readOrNothing(`/proc/${pid}/stat`))?.[1]
  return state !== 'Z'
}

function readOrNothing(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
