import { execFileSync } from 'node:child_process'
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'

/** Calls by which something can leave a process for another machine (connect(2), send(2)). */
const calls = 'connect,sendto,sendmsg,sendmmsg'
/** How long the trace of a program may take to end behind the program, in milliseconds. */
const patience = 15_000

/** Programs that run under a trace (strace), with all the processes that they start. */
export interface Trace {
  /** A program that starts the given one under the trace; it is otherwise the same, also by its process's number. */
  around(executable: string): string
  /** Waits for the end of the programs. What they sent to other machines, and whom they asked for names. */
  outside(): Promise<{ readonly calls: number; readonly left: readonly string[] }>
  remove(): void
}

export function openTrace(): Trace {
  const folder = mkdtempSync(join(tmpdir(), 'firn-trace-'))
  const strace = execFileSync('which', ['strace'], { encoding: 'utf8' }).trim()
  return {
    around(executable) {
      const script = join(folder, basename(executable))
      const output = join(folder, `${basename(executable)}.$$.trace`)
      // -D: the program stays the child of whoever starts it, and the trace stands aside.
      const command = `exec '${strace}' -D -f -q -s 100 --seccomp-bpf -o "${output}" -e trace=${calls} -e signal=none '${executable}' "$@"`
      writeFileSync(script, `#!/bin/sh\n${command}\n`)
      chmodSync(script, 0o755)
      return script
    },
    async outside() {
      const traces = readdirSync(folder).filter((name) => name.endsWith('.trace'))
      const texts = await Promise.all(traces.map((name) => whenEnded(join(folder, name))))
      const lines = texts.flatMap((text) =>
        text.split('\n').filter((line) => /\b(connect|send\w+)\(/.test(line)),
      )
      return {
        calls: lines.length,
        left: lines.flatMap((line, index) => (leaves(line) ? withNext(lines, index) : [])),
      }
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

async function whenEnded(file: string): Promise<string> {
  const end = Date.now() + patience
  for (;;) {
    const text = readFileSync(file, 'utf8')
    const first = /^(\d+) /.exec(text)?.[1]
    if (first !== undefined && new RegExp(`^${first} +\\+\\+\\+ `, 'm').test(text)) return text
    if (Date.now() > end) throw new Error(`The trace has no end: ${file}: ${text.slice(-300)}`)
    await pause(50)
  }
}

/** A call, and what the same thread sent next: that tells what it wanted. */
function withNext(lines: readonly string[], index: number): string[] {
  const line = lines[index] ?? ''
  const thread = line.split(' ')[0] ?? ''
  const next = lines.slice(index + 1).find((each) => each.startsWith(`${thread} `) && each.includes(' send'))
  return [next === undefined ? line : `${line} … ${next}`]
}

/** Whether a traced call goes to another machine, or asks somebody for the address of a name. */
function leaves(line: string): boolean {
  if (/sun_path=@?"[^"]*(systemd\/resolve|avahi)/.test(line)) return true
  if (!/sa_family=AF_INET/.test(line)) return false
  const addresses = [...line.matchAll(/inet_(?:addr\(|pton\(AF_INET6?, )"([^"]*)"/g)].map(
    ([, address]) => address,
  )
  const isHere = (address = '') => /^(::ffff:)?127\./.test(address) || address === '::1'
  return /htons\(53\)/.test(line) || addresses.length === 0 || !addresses.every(isHere)
}
