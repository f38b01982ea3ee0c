// What a program with several processes holds in memory, from the system's table of processes (Linux).

import { readdirSync, readFileSync } from 'node:fs'

/**
 * A process and all below it, with their proportional share of memory in bytes: pages that several hold are
 * divided among them, so that the sum counts each page once.
 *
 * @param {number} program
 * @returns {{ pid: number, command: string, bytes: number }[]}
 */
export function processesOf(program) {
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => ({ pid: Number(name), parent: parentOf(name) }))
  const found = [program]
  for (const pid of found) found.push(...all.filter(({ parent }) => parent === pid).map((each) => each.pid))
  return found
    .map((pid) => ({
      pid,
      command: read(`/proc/${pid}/cmdline`).replaceAll('\0', ' '),
      bytes: 1024 * Number(/^Pss:\s+(\d+)/m.exec(read(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0),
    }))
    .filter(({ bytes }) => bytes > 0)
}

/** @param {string} pid */
function parentOf(pid) {
  // The command's name stands in parentheses and may hold anything; the parent is the second field after it.
  const stat = read(`/proc/${pid}/stat`)
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
}

/** @param {string} file */
function read(file) {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    // It has ended meanwhile.
    return ''
  }
}
