import type { Command } from 'commander'
import type { CallOptions, Caller } from '../../shared/contract/caller.ts'
import type { Contract } from '../../shared/contract/contract.ts'
import type { Progress } from '../../shared/model/job.ts'
import { printable } from './format.ts'
import { progressLine } from './progress.ts'

/** `if-there`: used when it exists, as queries over files alone need none. */
export type StoreNeed = 'open' | 'if-there' | 'none'

export interface SharedOptions {
  readonly store?: string
  readonly json?: boolean
}

/** What a command works with: the program's methods, and how to answer. */
export interface CommandSession {
  /** Calls a method; progress goes to standard error when a person looks. */
  readonly call: Caller<Contract>['call']
  /** `--json` was given. */
  readonly json: boolean
  /** Prints one JSON document with `--json`, else the text. */
  answer(document: unknown, text: () => string): void
  warn(text: string): void
  readonly signal: AbortSignal
}

/** Ctrl+C, a service manager, and a terminal that is closed. */
const interruptions = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/**
 * Opens the engine in this process for one command, and closes it whatever happens. Ctrl+C cancels what runs.
 * The core is imported here and not above, so that `--help` costs nothing.
 */
export async function runCommand(
  options: SharedOptions,
  action: (session: CommandSession) => Promise<void>,
  needs: { readonly store: StoreNeed } = { store: 'open' },
): Promise<void> {
  const { openCommandEngine } = await import('./command-engine.ts')
  const stop = new AbortController()
  const onInterrupt = () => stop.abort()
  for (const name of interruptions) process.once(name, onInterrupt)
  const line = progressLine(options.json === true)
  const engine = await openCommandEngine(options.store, needs.store)
  const warn = (text: string) => {
    line.clear()
    process.stderr.write(`${printable(text)}\n`)
  }
  try {
    // Whoever finds settings damaged puts them aside, so nobody after this command would be told.
    const { problem } = await engine.caller.call('settings.get', {})
    if (problem !== undefined) warn(`warning: ${problem}`)
    await action({
      call: (name, input, more: CallOptions = {}) =>
        engine.caller.call(name, input, {
          signal: stop.signal,
          onProgress: (progress: Progress) => line.show(progress),
          ...more,
        }),
      json: options.json === true,
      answer: (document, text) => {
        line.clear()
        process.stdout.write(
          options.json === true ? `${JSON.stringify(document)}\n` : endWithNewline(printable(text())),
        )
      },
      warn,
      signal: stop.signal,
    })
  } finally {
    line.clear()
    for (const name of interruptions) process.off(name, onInterrupt)
    await engine.close()
  }
}

/** The options of a command together with those that every command has. */
export function optionsOf<Own extends object>(command: Command): Own & SharedOptions {
  return command.opts<Own & SharedOptions>()
}

function endWithNewline(text: string): string {
  return text === '' || text.endsWith('\n') ? text : `${text}\n`
}
