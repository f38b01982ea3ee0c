import { readFile } from 'node:fs/promises'

/** System calls by which a store changes what lies on disk, and those before and after which it may die. */
export const killedCalls = [
  'openat',
  'write',
  'pwrite64',
  'fdatasync',
  'fsync',
  'link',
  'rename',
  'mkdir',
  'chmod',
  'unlink',
  'rmdir',
] as const

export type KilledCall = (typeof killedCalls)[number]

/** One exact moment: the thread that works on files is about to make this call for the nth time. */
export interface KillPoint {
  readonly call: KilledCall
  readonly nth: number
}

/** All files are worked on by one thread, so that its calls can be counted. */
export const oneThread = { UV_THREADPOOL_SIZE: '1' }

export function straceCounting(output: string): string[] {
  return ['-f', '-qq', '-o', output, '-e', `trace=${killedCalls.join(',')}`]
}

export function straceKilling({ call, nth }: KillPoint): string[] {
  return [
    '-f',
    '-qq',
    '-o',
    '/dev/null',
    '-e',
    `trace=${call}`,
    '-e',
    `inject=${call}:signal=SIGKILL:when=${nth}`,
  ]
}

/**
 * The moments at which a run can be killed, from a recording of it. strace counts per thread, so only counts
 * that no other thread reaches are used.
 */
export async function killPoints(recording: string): Promise<KillPoint[]> {
  const counts = new Map<string, Map<string, number>>()
  for (const line of (await readFile(recording, 'utf8')).split('\n')) {
    const [, thread, call] = /^(\d+) +(\w+)\(/.exec(line) ?? []
    if (thread === undefined || call === undefined) continue
    const ofThread = counts.get(thread) ?? new Map<string, number>()
    ofThread.set(call, (ofThread.get(call) ?? 0) + 1)
    counts.set(thread, ofThread)
  }
  const threads = [...counts.values()]
  const worker = threads.toSorted((a, b) => (b.get('fsync') ?? 0) - (a.get('fsync') ?? 0))[0]
  const points: KillPoint[] = []
  for (const call of killedCalls) {
    const others = Math.max(
      0,
      ...threads.filter((thread) => thread !== worker).map((thread) => thread.get(call) ?? 0),
    )
    for (let nth = others + 1; nth <= (worker?.get(call) ?? 0); nth += 1) points.push({ call, nth })
  }
  return points
}
