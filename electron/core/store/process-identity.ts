import { execFile } from 'node:child_process'
import { readFile, readlink } from 'node:fs/promises'
import { promisify } from 'node:util'
import { systemCode } from './io-error.ts'

/**
 * Which process, beyond doubt: a process id alone is reused. `started` is the kernel's own start time;
 * `place` tells boots and process namespaces (containers) of one host apart.
 */
export interface ProcessIdentity {
  readonly pid: number
  readonly started?: string
  readonly place?: string
}

const run = promisify(execFile)

/** The identity of this process. */
export async function ownIdentity(): Promise<ProcessIdentity> {
  return identityOf(process.pid, await ownPlace(), await startOf(process.pid))
}

function identityOf(pid: number, place: string | undefined, started: Start): ProcessIdentity {
  return {
    pid,
    ...(typeof started === 'string' ? { started } : {}),
    ...(place === undefined ? {} : { place }),
  }
}

/**
 * Whether a process of this host still runs: `unknown` when it belongs to another boot namespace that this
 * process cannot look into.
 */
export async function lifeOf(identity: ProcessIdentity): Promise<'alive' | 'dead' | 'unknown'> {
  const here = await ownPlace()
  if (identity.place !== undefined && here !== undefined && identity.place !== here) {
    // Another boot of this machine has ended; another container may still run.
    return identity.place.split(' ')[0] === here.split(' ')[0] ? 'unknown' : 'dead'
  }
  const started = await startOf(identity.pid)
  if (started === 'gone') return 'dead'
  if (started === undefined || identity.started === undefined) return 'alive'
  return started === identity.started ? 'alive' : 'dead'
}

/** Boot and process namespace, on Linux. */
async function ownPlace(): Promise<string | undefined> {
  if (process.platform !== 'linux') return undefined
  try {
    const boot = (await readFile('/proc/sys/kernel/random/boot_id', 'utf8')).trim()
    return `${boot} ${await readlink('/proc/self/ns/pid')}`
  } catch {
    return undefined
  }
}

/** Start time as the kernel says it, `gone`, or undefined where the process runs and nothing more is known. */
type Start = string | undefined

async function startOf(pid: number): Promise<Start> {
  if (process.platform === 'linux') {
    try {
      const text = await readFile(`/proc/${pid}/stat`, 'utf8')
      // The name in parentheses may hold anything; fields are counted from behind it. A zombie is dead.
      const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
      return fields[0] === 'Z' || fields[0] === 'X' ? 'gone' : fields[19]
    } catch {
      return signalReaches(pid) ? undefined : 'gone'
    }
  }
  if (!signalReaches(pid)) return 'gone'
  if (process.platform === 'win32') return undefined
  try {
    const { stdout } = await run('ps', ['-o', 'lstart=', '-p', String(pid)], {
      timeout: 2_000,
      // A program started from a window and one from a terminal differ in these, and the text would too.
      env: { ...process.env, LC_ALL: 'C', TZ: 'UTC' },
    })
    return stdout.trim() || undefined
  } catch {
    return undefined
  }
}

function signalReaches(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return systemCode(error) === 'EPERM'
  }
}
