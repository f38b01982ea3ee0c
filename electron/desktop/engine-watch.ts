import { type Caller, createCaller } from '../../shared/contract/caller.ts'
import type { Contract, Events } from '../../shared/contract/contract.ts'
import { FirnError } from '../../shared/contract/errors.ts'
import { portTransport } from '../core/process/parent.ts'
import type { Processes } from './processes.ts'

/** Main's own line to the engine, beside those of the windows: it hears of jobs and stores of all of them. */
export interface EngineWatch {
  /** Rejects with `disconnected` while there is no engine. */
  readonly call: Caller<Contract>['call']
  on<Name extends keyof Events>(name: Name, listener: (payload: Events[Name]) => void): void
  /** There is an engine to call, the first one or a new one. */
  onReady(listener: () => void): void
  /** The engine is gone, and with it all that it was doing. */
  onDeath(listener: () => void): void
}

/** No window has this number. */
const ownNumber = 0

export function watchEngine(processes: Processes): EngineWatch {
  const listeners = new Map<string, ((payload: never) => void)[]>()
  const deathListeners: (() => void)[] = []
  const readyListeners: (() => void)[] = []
  let caller: Caller<Contract> | undefined

  async function connect(): Promise<void> {
    const line = portTransport(await processes.connect({ id: ownNumber }))
    const opened = createCaller<Contract>(line, noEngine)
    opened.onEvent((name, payload) => {
      for (const listener of listeners.get(name) ?? []) listener(payload as never)
    })
    caller = opened
    line.onClose(() => {
      if (caller === opened) caller = undefined
    })
    for (const listener of readyListeners) listener()
  }

  const again = () =>
    void connect().catch(() => {
      // The program is closing.
    })
  processes.onEngineDeath(() => {
    caller = undefined
    for (const listener of deathListeners) listener()
    again()
  })
  again()
  return {
    async call(name, input, options) {
      if (caller === undefined) throw noEngine()
      return await caller.call(name, input, options)
    },
    on: (name, listener) => void listeners.set(name, [...(listeners.get(name) ?? []), listener]),
    onReady(listener) {
      readyListeners.push(listener)
      if (caller !== undefined) listener()
    },
    onDeath: (listener) => void deathListeners.push(listener),
  }
}

function noEngine(): FirnError {
  return new FirnError('disconnected', 'The engine does not answer.', {
    hint: 'It is started again by itself; try it in a moment.',
  })
}
