import { createStore, type StoreApi } from 'zustand/vanilla'
import { type Caller, type CallOptions, createCaller } from '../../shared/contract/caller.ts'
import type { Contract, Events } from '../../shared/contract/contract.ts'
import { FirnError } from '../../shared/contract/errors.ts'
import type { HostContract, HostEvents } from '../../shared/contract/host.ts'
import type { InputOf, OutputOf } from '../../shared/contract/method.ts'
import type { Line, OpenLine } from './line.ts'

export type MethodName = keyof Contract
export type Input<Name extends MethodName> = InputOf<Contract[Name]>
export type Output<Name extends MethodName> = OutputOf<Contract[Name]>

/** Events of the contract, and those of the desktop. */
export interface WindowEvents extends Events, HostEvents {}

export interface ConnectionState {
  /**
   * `lost`: it was there and is being opened again. `refused`: it will not be had without the person. `stopped`:
   * no engine is started any more by itself.
   */
  readonly state: 'connecting' | 'open' | 'lost' | 'refused' | 'stopped'
  /** Counts the lines opened so far; results of an earlier line are gone. */
  readonly generation: number
  /** What happened, for people, while something is out of order or has just been replaced. */
  readonly notice?: string
  /** The line is open and the engine has not answered on it for some seconds. */
  readonly silent?: boolean
}

/** The window's line to the engine; it survives the end of single lines. */
export interface Connection {
  readonly state: StoreApi<ConnectionState>
  call<Name extends MethodName>(name: Name, input: Input<Name>, options?: CallOptions): Promise<Output<Name>>
  /** Asks the desktop's main process; elsewhere it rejects with `not-allowed`. */
  callHost<Name extends keyof HostContract>(
    name: Name,
    input: InputOf<HostContract[Name]>,
  ): Promise<OutputOf<HostContract[Name]>>
  on<Name extends keyof WindowEvents>(name: Name, listener: (payload: WindowEvents[Name]) => void): () => void
  dismissNotice(): void
  /** Asks for a new engine, where it was given up or does not answer. */
  askForEngine(): Promise<void>
}

/** Milliseconds between attempts to open a line. */
const backOff = [100, 300, 1000, 2000, 5000]
/** Milliseconds between looks whether somebody else has had an engine started. */
const lookAgain = 3000
/** Milliseconds between questions whether the engine is there, and how many go unanswered before that is said. */
const beat = 1000
const mostUnanswered = 5
/** How long a call waits for a line that is being opened, and a person for the first one, in milliseconds. */
const patience = 8000

/** Calls the engine, as `Connection` does. */
export type Call = Connection['call']

/**
 * Opens a line and opens it again whenever it ends. `begin` is what is said first on each line, before any other
 * call is let through: the engine at its other end knows nothing of this window. Calls made meanwhile wait a
 * moment, then are refused.
 */
export function connect(openLine: OpenLine, begin: (call: Call) => Promise<void>): Connection {
  const state = createStore<ConnectionState>(() => ({ state: 'connecting', generation: 0 }))
  const listeners = new Map<string, Set<(payload: never) => void>>()
  let caller: Caller<Contract> | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  const waiters = new Set<(opened: Caller<Contract>) => void>()

  const tell = (name: string, payload: unknown) => {
    for (const listener of listeners.get(name) ?? []) listener(payload as never)
  }

  async function open(attempt: number): Promise<void> {
    let line: Line
    try {
      line = await openLine()
    } catch (error) {
      if (error instanceof FirnError && error.code === 'not-allowed')
        state.setState({ state: 'refused', notice: `${error.message} ${error.hint ?? ''}` })
      if (error instanceof FirnError && error.code === 'engine-died') {
        state.setState({ state: 'stopped', notice: error.message })
        timer = setTimeout(() => void open(0), lookAgain)
        return
      }
      const delay = backOff[Math.min(attempt, backOff.length - 1)] ?? 5000
      timer = setTimeout(() => void open(attempt + 1), delay)
      return
    }
    const opened = createCaller<Contract>(line, whenClosed)
    let ended = false
    const again = (text: string) => {
      if (ended) return
      ended = true
      clearInterval(beating)
      if (caller === opened) caller = undefined
      state.setState({ state: 'lost', notice: text, silent: false })
      void open(0)
    }
    let isCut = false
    const beating = setInterval(
      lookWhetherItAnswers(opened, state, () => isCut),
      beat,
    )
    opened.onEvent((name, payload) => {
      tell(name, payload)
      // A replaced engine knows nothing of the calls and results of the one before.
      if (name === 'process') {
        const { what, text } = payload as Events['process']
        if (what === 'engine') {
          // First: closing the line says that it was lost, which is less than is known.
          again(text)
          line.close()
        } else state.setState({ notice: text })
      }
    })
    line.onClose(() => again(line.reason ?? lineLost))
    let isBegun = false
    const letThrough = () => {
      if (ended || isCut || !isBegun) return
      caller = opened
      for (const wake of waiters) wake(opened)
    }
    line.onInterrupted?.((isInterrupted) => {
      isCut = isInterrupted
      if (ended || !isBegun) return
      // What was asked before goes on; what is asked now waits a moment and is then refused.
      if (isCut) caller = undefined
      state.setState(({ generation }) => ({ generation, ...(isCut ? lineCut : { state: 'open' }) }), true)
      letThrough()
    })
    await begin(opened.call)
    if (ended) return
    isBegun = true
    clearTimeout(notYet)
    state.setState(({ generation, state: before, notice }) => {
      const happened = before === 'refused' ? lineLost : before === 'connecting' ? undefined : notice
      return {
        state: 'open',
        generation: generation + 1,
        ...(happened === undefined ? {} : { notice: `${happened} Connected again.` }),
      }
    }, true)
    letThrough()
  }

  /** The present line, or the next one when it is there soon. */
  function reachable(signal: AbortSignal | undefined): Promise<Caller<Contract>> {
    if (signal?.aborted === true) return Promise.reject(cancelled())
    if (caller !== undefined) return Promise.resolve(caller)
    if (state.getState().state === 'stopped') return Promise.reject(whenClosed())
    return new Promise((resolve, reject) => {
      const stopWaiting = () => {
        clearTimeout(timer)
        waiters.delete(wake)
        signal?.removeEventListener('abort', onAbort)
      }
      const wake = (opened: Caller<Contract>) => {
        stopWaiting()
        resolve(opened)
      }
      const refuse = (error: FirnError) => {
        stopWaiting()
        reject(error)
      }
      const onAbort = () => refuse(cancelled())
      const timer = setTimeout(() => refuse(whenClosed()), patience)
      waiters.add(wake)
      signal?.addEventListener('abort', onAbort, { once: true })
    })
  }

  const notYet = setTimeout(() => {
    if (state.getState().state === 'connecting') state.setState({ notice: noAnswerYet })
  }, patience)

  void open(0)
  return {
    state,
    call: async (name, input, options) => (await reachable(options?.signal)).call(name, input, options),
    callHost: async (name, input) =>
      ((await reachable(undefined)) as unknown as Caller<HostContract>).call(name, input),
    on(name, listener) {
      const all = listeners.get(name) ?? new Set()
      listeners.set(name, all)
      all.add(listener)
      return () => all.delete(listener)
    },
    dismissNotice: () => state.setState(({ state: now, generation }) => ({ state: now, generation }), true),
    async askForEngine() {
      try {
        await openLine.askForEngine?.()
      } catch {
        // A server that is gone.
        state.setState({ notice: nobodyThere })
        return
      }
      if (state.getState().state !== 'stopped') return
      state.setState({ state: 'lost' })
      clearTimeout(timer)
      void open(0)
    },
  }
}

/** To be called at each beat: asks the engine, and notes when it has been silent for too long. */
function lookWhetherItAnswers(
  opened: Caller<Contract>,
  state: StoreApi<ConnectionState>,
  isCut: () => boolean,
): () => void {
  let unanswered = 0
  let isAsked = false
  return () => {
    if (isAsked) {
      // Counted by beats: after the machine has slept all clocks have moved, but nobody was asked meanwhile.
      // A cut line is said as such.
      if (!isCut()) unanswered += 1
      if (unanswered === mostUnanswered) state.setState({ silent: true })
      return
    }
    isAsked = true
    const answered = () => {
      isAsked = false
      if (unanswered >= mostUnanswered) state.setState({ silent: false })
      unanswered = 0
    }
    opened.call('jobs.list', {}).then(answered, answered)
  }
}

const noAnswerYet =
  'The engine has not answered yet. Wait, or start a new one; if that does not help, start Firn again.'
const nobodyThere = 'Firn cannot be reached, so no new engine was started. Start Firn again.'
const lineLost = 'The connection to the engine was lost.'
const lineCut = {
  state: 'lost',
  notice: 'The connection to the server was cut. What runs there goes on, and what you type is kept.',
} as const

function whenClosed(): FirnError {
  return new FirnError('disconnected', 'The engine does not answer.', {
    hint: 'The window connects again by itself. Run it again when the status bar says that it is connected.',
  })
}

function cancelled(): FirnError {
  return new FirnError('cancelled', 'Cancelled.')
}
