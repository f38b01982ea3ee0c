import { readFileSync } from 'node:fs'

/**
 * The processor time that a process has used so far, in hundredths of a second: of all of its threads, in its own
 * code and in the system's. 0 for one that is gone, and where the system does not tell (all but Linux).
 */
export function processorTicks(pid: number | undefined): number {
  try {
    const stat = readFileSync(`/proc/${pid ?? 'none'}/stat`, 'utf8')
    // Behind the name, which may hold anything: state, ppid, … and as the 12th and 13th utime and stime (proc(5)).
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return Number(fields[11]) + Number(fields[12])
  } catch {
    return 0
  }
}
