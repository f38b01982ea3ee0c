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

/** Those that may fail: the same, and those that read. */
export const failingCalls = [...killedCalls, 'read', 'pread64', 'getdents64', 'statx', 'fstat'] as const

export type FailingCall = (typeof failingCalls)[number]

/** One exact moment: the thread that works on files is about to make this call for the nth time. */
export interface CallPoint<Call extends FailingCall = FailingCall> {
  readonly call: Call
  readonly nth: number
}

/** All files are worked on by one thread, so that its calls can be counted. */
export const oneThread = { UV_THREADPOOL_SIZE: '1' }

export function straceCounting(output: string, calls: readonly FailingCall[]): string[] {
  return ['-f', '-qq', '-y', '-o', output, '-e', `trace=${calls.join(',')}`]
}

export function straceKilling(point: CallPoint): string[] {
  return straceInjecting(point, 'signal=SIGKILL')
}

/** Lets the call fail with an error such as `EIO`, without any effect. */
export function straceFailing(point: CallPoint, error: string): string[] {
  return straceInjecting(point, `error=${error}`)
}

function straceInjecting({ call, nth }: CallPoint, what: string): string[] {
  return ['-f', '-qq', '-o', '/dev/null', '-e', `trace=${call}`, '-e', `inject=${call}:${what}:when=${nth}`]
}

/**
 * The calls of a run that can be aimed at, from a recording of it: those that name something below `within`, if
 * that is given. strace counts per thread, so only counts that no other thread reaches are used.
 */
export async function callPoints<Call extends FailingCall>(
  recording: string,
  calls: readonly Call[],
  within = '',
): Promise<CallPoint<Call>[]> {
  const made = new Map<string, Map<string, boolean[]>>()
  for (const line of (await readFile(recording, 'utf8')).split('\n')) {
    const [, thread, call] = /^(\d+) +(\w+)\(/.exec(line) ?? []
    if (thread === undefined || call === undefined) continue
    const ofThread = made.get(thread) ?? new Map<string, boolean[]>()
    made.set(thread, ofThread)
    ofThread.set(call, [...(ofThread.get(call) ?? []), line.includes(within)])
  }
  const threads = [...made.values()]
  const countOf = (thread: ReadonlyMap<string, unknown[]>, call: string) => thread.get(call)?.length ?? 0
  const worker = threads.toSorted((a, b) => countOf(b, 'fsync') - countOf(a, 'fsync'))[0]
  const points: CallPoint<Call>[] = []
  for (const call of calls) {
    const others = Math.max(
      0,
      ...threads.filter((thread) => thread !== worker).map((thread) => countOf(thread, call)),
    )
    for (const [index, meant] of (worker?.get(call) ?? []).entries())
      if (meant && index >= others) points.push({ call, nth: index + 1 })
  }
  return points
}

/** Chooses points: each kind of call about equally often, at moments spread over the whole run. */
export function choosePoints<Call extends FailingCall>(
  all: readonly CallPoint<Call>[],
  count: number,
  random: () => number,
): CallPoint<Call>[] {
  const kinds = [...new Set(all.map(({ call }) => call))].map((call) =>
    all.filter((one) => one.call === call),
  )
  return Array.from({ length: count }, (_, index) => {
    const kind = kinds[index % kinds.length] ?? []
    return kind[Math.floor(random() * kind.length)]
  }).filter((point) => point !== undefined)
}
